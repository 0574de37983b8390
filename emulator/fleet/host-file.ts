import { readFileSync } from 'node:fs'
import { Failure } from '../../src/failure/failure.ts'
import { replaceFile } from '../../src/files/private-file.ts'
import type { KeyScope } from './key-ring.ts'

/**
 * What the fleet knows beside its sandboxes: which there are, which keys lead to them, and its port. It lies in a file
 * of its own, so that a restored snapshot brings back neither forks nor keys.
 */
export interface FleetRecord {
  readonly version: 1
  /** The port that this folder's sandbox had last; null before the first run. */
  readonly port: number | null
  /** The process that runs on the folder, or that ended without saying so. */
  readonly running: { readonly pid: number; readonly since: string } | null
  readonly keys: readonly KeyRecord[]
  /** Forks that are kept on disk. */
  readonly forks: readonly ForkRecord[]
}

/** A key as it is kept: not the key itself. */
export interface KeyRecord {
  readonly hash: string
  readonly hint: string
  readonly scope: KeyScope
  readonly account_id: string
  readonly tenant_id: string
  /** Id of its sandbox: `main`, or that of a fork. */
  readonly sandbox: string
  readonly created_at: string
}

export interface ForkRecord {
  readonly id: string
  readonly name: string | null
  readonly created_at: string
  readonly expires_at: string | null
}

/** Reads the record, or undefined when there is none yet. Throws a usage Failure when the file is damaged. */
export function readHostFile(path: string): FleetRecord | undefined {
  let text: string
  try {
    text = readFileSync(path, 'utf8')
  } catch (error) {
    if ((error as { code?: unknown }).code === 'ENOENT') return undefined
    throw damaged(path, error)
  }
  let record: unknown
  try {
    record = JSON.parse(text)
  } catch (error) {
    throw damaged(path, error)
  }
  const fault = faultOf(record)
  if (fault !== undefined) throw damaged(path, new Error(fault))
  return record as FleetRecord
}

/** What is wrong with a record, so that it is told here and not as a bug later. */
function faultOf(value: unknown): string | undefined {
  if (!isObject(value)) return 'it holds no record'
  const { version, port, running, keys, forks } = value
  if (version !== 1) return `its version is ${JSON.stringify(version)}; this release knows version 1`
  if (port !== null && !(Number.isInteger(port) && Number(port) > 0 && Number(port) < 65_536))
    return 'port is none'
  if (running !== null && !isRun(running)) return 'running is no process'
  if (!Array.isArray(keys) || !keys.every(isKey)) return 'keys are no list of keys'
  if (!Array.isArray(forks) || !forks.every(isFork)) return 'forks are no list of forks'
  const names = forks.flatMap(({ id, name }: ForkRecord) => (name === null ? [id] : [id, name]))
  if (new Set(names).size < names.length) return 'forks are no list of forks: two have one name'
  return undefined
}

const keyTexts = ['hash', 'hint', 'scope', 'account_id', 'tenant_id', 'sandbox', 'created_at']

function isRun(value: unknown): boolean {
  return hasTexts(value, ['since']) && Number.isInteger((value as { pid?: unknown }).pid)
}

function isKey(value: unknown): boolean {
  if (!hasTexts(value, keyTexts)) return false
  const { scope, created_at } = value as KeyRecord
  return ['secret', 'publishable'].includes(scope) && isInstant(created_at)
}

/** The id names a file, and must lead to no other folder. */
function isFork(value: unknown): boolean {
  if (!hasTexts(value, ['id', 'created_at'])) return false
  const { id, name, created_at, expires_at } = value as ForkRecord
  return (
    /^fork_[0-9A-Za-z]{1,40}$/.test(id) &&
    (name === null || (typeof name === 'string' && name !== 'main')) &&
    isInstant(created_at) &&
    (expires_at === null || isInstant(expires_at))
  )
}

function isInstant(value: unknown): boolean {
  return typeof value === 'string' && !Number.isNaN(Date.parse(value))
}

function hasTexts(value: unknown, names: readonly string[]): boolean {
  return isObject(value) && names.every(name => typeof value[name] === 'string')
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null
}

/** Writes the record in place of the one before: a reader sees the old one or the new one, whatever happens. */
export function writeHostFile(path: string, record: FleetRecord): void {
  replaceFile(path, `${JSON.stringify(record, null, 2)}\n`)
}

function damaged(path: string, cause: unknown): Failure {
  const reason = cause instanceof Error ? cause.message : String(cause)
  return new Failure('usage', 'host_file_damaged', `${path} cannot be read: ${reason}`, {
    hint: 'Delete the file to go on with the default keys; kept forks are then set aside. Your data is in sandbox.db and was not touched.',
    cause,
  })
}
