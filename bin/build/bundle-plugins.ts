import { isBuiltin } from 'node:module'
import { fileURLToPath } from 'node:url'

/** A module that stays outside of a bundle: how sources import it, and how the bundle calls it. */
export interface Outside {
  readonly pattern: RegExp
  readonly as?: string
}

/** Leaves the given modules outside. */
export function leaveOutside(outside: readonly Outside[]) {
  return {
    name: 'leave-outside',
    resolveId(source: string) {
      const found = outside.find(({ pattern }) => pattern.test(source))
      return found === undefined ? null : { id: found.as ?? source, external: true as const }
    },
  }
}

const unusedHandler = '\0unused-error-handler'

/**
 * Of oclif only the parser runs in the CLI, but its errors pull in the handler that prints them, and with it the
 * whole help. Nothing calls that handler: the dispatcher renders errors itself.
 */
export const parserOnly = {
  name: 'parser-only',
  resolveId(source: string, importer: string | undefined) {
    const unused = source === './handle' && /@oclif\/core\/lib\/errors\/index\.js$/.test(importer ?? '')
    return unused ? unusedHandler : null
  },
  load(id: string) {
    return id === unusedHandler ? 'export {}' : null
  },
}

/** @oclif/table brings React and a layout engine; the one function that is used of it is ours. */
export const ownTable = {
  name: 'own-table',
  resolveId(source: string) {
    if (source !== '@oclif/table') return null
    return fileURLToPath(new URL('../../commands/plugins/print-table.ts', import.meta.url))
  },
}

/**
 * What Fastify loads at each start and this server never uses: other protocols, its own compilers and log (see
 * emulator/server/build-server.ts), and the judge of plugins' versions. Each throws where it is used after all.
 */
const unusedByFastify =
  /^(?:node:https|node:http2|semver|pino|@fastify\/ajv-compiler|@fastify\/fast-json-stringify-compiler)$/
const unusedPrefix = '\0unused:'

export const slimFastify = {
  name: 'slim-fastify',
  resolveId(source: string, importer: string | undefined) {
    const unused = unusedByFastify.test(source) && /\/node_modules\/fastify\//.test(plainPath(importer))
    return unused ? `${unusedPrefix}${source}` : null
  },
  load(id: string) {
    if (!id.startsWith(unusedPrefix)) return null
    const message = `${id.slice(unusedPrefix.length)} is left out of the bundle (bin/build/bundle-plugins.ts)`
    const refuse = `() => { throw new Error(${JSON.stringify(message)}) }`
    return `module.exports = new Proxy(${refuse}, { get: ${refuse} })`
  },
}

interface Edit {
  readonly from: string
  readonly to: string
}

/**
 * The router writes functions as texts, which V8 compiles: for the text between two parameters of each route, for the
 * names of its parameters, and for its conditions. Here the first are written when they are asked first, and the next call
 * goes to what was written; of the others there is one for each text, which few routes have for themselves.
 */
const lateInRouter: Readonly<Record<string, readonly Edit[]>> = {
  'node.js': [
    {
      // biome-ignore lint/suspicious/noTemplateCurlyInString: the code of the router has one.
      from: "return new Function('path', 'i', `'use strict'\\nreturn ${lines.join(' && ')}`)",
      to: `return function matchFirst (path, i) {
        this.matchPrefix = new Function('path', 'i', "'use strict'\\nreturn " + lines.join(' && '))
        return this.matchPrefix(path, i)
      }`,
    },
  ],
  'handler-storage.js': [
    {
      from: "return new Function('NullObject', fnBody.join('\\n'))(NullObject)",
      to: `const text = fnBody.join('\\n')
      const made = (HandlerStorage.paramsOf ??= new Map())
      if (!made.has(text)) made.set(text, new Function('NullObject', text)(NullObject))
      return made.get(text)`,
    },
    {
      from: "this._getHandlerMatchingConstraints = new Function('derivedConstraints', lines.join('\\n'))",
      to: `const text = lines.join('\\n')
      const made = (HandlerStorage.matchersOf ??= new Map())
      if (!made.has(text)) made.set(text, new Function('derivedConstraints', text))
      this._getHandlerMatchingConstraints = made.get(text)`,
    },
  ],
}

/** Makes the router write its functions late. Throws where its code has changed. */
export const lateRouter = {
  name: 'late-router',
  transform(code: string, id: string) {
    const [, name = ''] = /\/find-my-way\/lib\/([\w-]+\.js)$/.exec(plainPath(id)) ?? []
    const edits = lateInRouter[name]
    if (edits === undefined) return null
    let edited = code
    for (const { from, to } of edits) {
      const parts = edited.split(from)
      if (parts.length !== 2)
        throw new Error(`${id} is no longer what lateInRouter of bundle-plugins.ts edits`)
      edited = parts.join(to)
    }
    return { code: edited, map: null }
  },
}

function plainPath(path = ''): string {
  return path.replaceAll('\\', '/')
}

const requiredPrefix = '\0required:'

/**
 * Few commands use these, and each takes milliseconds. They are used by their members, inside of functions; whoever
 * imports one as a whole (`import * as readline`) reads its names, and loads it with that.
 */
const lateBuiltins = /^node:(?:crypto|readline)$/
const latePrefix = '\0late:'

/**
 * Requires Node's own modules instead of importing them: an import reads every export, which makes node:fs load
 * its promises, node:util its parser and differ, node:http WebSocket. Together a quarter of Node's start.
 */
export const requireBuiltins = {
  name: 'require-builtins',
  resolveId(source: string, importer: string | undefined, { kind }: { readonly kind: string }) {
    if (importer === undefined || importer.startsWith('\0')) return null
    if (lateBuiltins.test(source)) return `${latePrefix}${source}`
    const ours = kind === 'import-statement'
    // `require` itself is made with node:module.
    return ours && isBuiltin(source) && source !== 'node:module' ? `${requiredPrefix}${source}` : null
  },
  load(id: string) {
    if (id.startsWith(latePrefix)) {
      const loaded = `require(${JSON.stringify(id.slice(latePrefix.length))})`
      return `module.exports = new Proxy({}, {
        get: (_, name) => ${loaded}[name],
        ownKeys: () => Reflect.ownKeys(${loaded}),
        getOwnPropertyDescriptor(_, name) {
          const found = Reflect.getOwnPropertyDescriptor(${loaded}, name)
          return found && { ...found, configurable: true }
        },
      })`
    }
    if (!id.startsWith(requiredPrefix)) return null
    return `module.exports = require(${JSON.stringify(id.slice(requiredPrefix.length))})`
  },
}
