import {
  closeSync,
  existsSync,
  fstatSync,
  fsyncSync,
  openSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs'
import module, { createRequire } from 'node:module'
import { join } from 'node:path'
import { constants, Script } from 'node:vm'

/** The scripts of a folder of the build, by the names of their files; each runs once. */
export interface Scripts {
  /** Runs a script and what it requires; answers what it exports. Throws what it throws. */
  load(name: string): object
  /** Keeps what was compiled of scripts of which nothing was kept. Happens by itself after some seconds, and at the end. */
  keep(): void
}

/** As long after the start a server has compiled what starts use, and the first requests with it. */
const keepAfterMs = 3_000

/** What a function around a script is called with; `bin/build/write-scripts.ts` writes it. */
type Body = (
  exports: object,
  require: (name: string) => unknown,
  module: object,
  file: string,
  folder: string,
) => void

interface Uncached {
  readonly script: Script
  readonly file: string
}

/**
 * Runs scripts that `bin/build/write-scripts.ts` wrote into a folder, and keeps what V8 made of them beside Node's compile
 * cache, where that is on. Node keeps what is compiled before a module runs; most functions are compiled when they are
 * called first, so this keeps what is compiled after it ran: see docs/decisions/062-scripts-of-the-server.md.
 */
export function scriptsIn(folder: string, cache = compileCache()): Scripts {
  const ran = new Map<string, { exports: object }>()
  const uncached: Uncached[] = []
  const requireOther = createRequire(join(folder, 'scripts.cjs'))
  const keep = () => {
    process.off('exit', keep)
    for (const { script, file } of uncached.splice(0)) keepCompiled(script, file)
  }
  const load = (name: string): object => {
    const known = ran.get(name)
    if (known !== undefined) return known.exports
    const ours = { exports: {} }
    ran.set(name, ours)
    const path = join(folder, name)
    const { script, file } = compiled(path, cache)
    if (file !== null) {
      if (uncached.length === 0) {
        setTimeout(keep, keepAfterMs).unref()
        process.on('exit', keep)
      }
      uncached.push({ script, file })
    }
    const body = script.runInThisContext() as Body
    try {
      body(ours.exports, requireFrom, ours, path, folder)
    } catch (error) {
      // Who asks again gets the error again, not what is half made.
      ran.delete(name)
      throw error
    }
    return ours.exports
  }
  const requireFrom = Object.assign(
    (name: string): unknown => {
      const now = () => (name.startsWith('./') ? load(name.slice(2)) : requireOther(name)) as object
      return isLate.test(name) ? late(now) : now()
    },
    { resolve: requireOther.resolve },
  )
  return { load, keep }
}

/** Scripts that the build calls so, and modules of Node that few runs use and take their time. */
const isLate = /-late-|^node:(?:https|worker_threads|fs\/promises)$/

/**
 * Stands for what a module exports, and loads it when the first of it is read. Code reads a member where it uses it; what
 * imports a module as a whole (`import * as`) reads its names, and loads it with that.
 */
function late(load: () => object): object {
  let exported: object | undefined
  const loaded = () => {
    exported ??= load()
    return exported
  }
  return new Proxy(
    {},
    {
      get: (_, name) => Reflect.get(loaded(), name),
      ownKeys: () => Reflect.ownKeys(loaded()),
      getOwnPropertyDescriptor(_, name) {
        const found = Reflect.getOwnPropertyDescriptor(loaded(), name)
        // What the Proxy stands on has no such member, and could have none that cannot be changed.
        return found && { ...found, configurable: true }
      },
    },
  )
}

/** A script, and the file in which to keep what is compiled of it; null where nothing is to be kept. */
function compiled(
  path: string,
  cache: string | undefined,
): { readonly script: Script; readonly file: string | null } {
  // Only ASCII is in it, so a byte is a character: V8 need neither decode it nor hold two bytes for each.
  const source = readFileSync(path, 'latin1')
  const file = cacheFileOf(source, cache)
  const cachedData = file === null ? undefined : keptBytes(file)
  const script = new Script(source, {
    filename: path,
    importModuleDynamically: constants.USE_MAIN_CONTEXT_DEFAULT_LOADER,
    ...(cachedData !== undefined && { cachedData }),
  })
  return { script, file: cachedData === undefined || script.cachedDataRejected === true ? file : null }
}

/** Where Node keeps what it compiles for this version of V8 and this user; Node tells since 22.1. */
function compileCache(): string | undefined {
  return module.getCompileCacheDir?.()
}

/** V8 tells scripts apart by their lengths alone; the name has the digest that the build wrote before the script. */
function cacheFileOf(source: string, folder: string | undefined): string | null {
  const [, digest] = /^\/\*([0-9a-f]{32})\*\//.exec(source.slice(0, 40)) ?? []
  return folder === undefined || digest === undefined ? null : join(folder, `ideadunes-${digest}`)
}

/** Nothing where it is not there, or somebody else wrote it. */
function keptBytes(file: string): Buffer | undefined {
  if (!existsSync(file)) return undefined
  let descriptor: number | undefined
  try {
    descriptor = openSync(file, 'r')
    const isOurs = process.getuid === undefined || fstatSync(descriptor).uid === process.getuid()
    return isOurs ? readFileSync(descriptor) : undefined
  } catch {
    return undefined
  } finally {
    if (descriptor !== undefined) closeSync(descriptor)
  }
}

/** Whole or not at all: V8 does not notice bytes that are missing. Where it cannot be written, each start compiles. */
function keepCompiled(script: Script, file: string): void {
  const draft = `${file}.${process.pid}`
  try {
    const descriptor = openSync(draft, 'wx', 0o600)
    try {
      writeFileSync(descriptor, script.createCachedData())
      fsyncSync(descriptor)
    } finally {
      closeSync(descriptor)
    }
    renameSync(draft, file)
  } catch {
    rmSync(draft, { force: true })
  }
}
