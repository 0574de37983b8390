import {
  accessSync,
  closeSync,
  constants,
  existsSync,
  openSync,
  readSync,
  statfsSync,
  statSync,
} from 'node:fs'
import { createServer } from 'node:net'
import { dirname, join } from 'node:path'
import { readUserConfig } from '../../src/profiles/config-file.ts'
import { sandboxFolder } from '../../src/profiles/sandbox-folder.ts'
import type { Context } from '../kernel/context.ts'
import { type Check, failed, ok, warning } from './check.ts'

const oldestNode = 22
const defaultPort = 4332
const fewBytes = 500 * 1024 * 1024
const noBytes = 50 * 1024 * 1024

export function checkNode(version: string): Check {
  const major = Number(version.replace(/^v/, '').split('.')[0])
  if (major >= oldestNode) return ok('node', version)
  return failed(
    'node',
    `${version}, which is older than ${oldestNode}`,
    `Install Node ${oldestNode} or newer.`,
  )
}

export async function checkKeyring({ openKeyring }: Context): Promise<Check> {
  const keyring = await openKeyring()
  if (typeof keyring !== 'string') return ok('keyring', 'the keyring of the system answers')
  return warning(
    'keyring',
    `there is none: ${keyring}`,
    'Keys are kept in a file that only you can read. Unlock or start a keyring to keep them there.',
  )
}

export function checkConfig({ place }: Context): Check {
  try {
    const names = Object.keys(readUserConfig(place).profiles ?? {})
    return ok('config', names.length === 0 ? 'no profile yet' : `profiles: ${names.join(', ')}`)
  } catch (error) {
    return failed('config', (error as Error).message, 'Correct the file, or remove it and log in again.')
  }
}

/** Whether the port can be had that `sandbox start` takes first. `isOwn`: our sandbox has it. */
export async function checkPort(isOwn: boolean, port = defaultPort): Promise<Check> {
  if (isOwn) return ok('port', `${port} has the sandbox that runs`)
  const fault = await new Promise<string | undefined>(settle => {
    const server = createServer()
    server.once('error', error => settle((error as { code?: string }).code ?? error.message))
    server.listen(port, '127.0.0.1', () => server.close(() => settle(undefined)))
  })
  if (fault === undefined) return ok('port', `${port} is free`)
  return warning(
    'port',
    `${port} cannot be had (${fault})`,
    '`ideadunes sandbox start` takes another one by itself; name one with --port.',
  )
}

/** The folder of the sandbox's files: rights, room on its disk, and the database in it. */
export function checkData(context: Context, data = sandboxFolder(context.place).data): readonly Check[] {
  const there = nearestThere(data)
  return [
    checkRights(data, there, context.place.platform),
    checkDisk(there),
    checkDatabase(join(data, 'sandbox.db')),
  ]
}

function checkRights(data: string, there: string, platform: string): Check {
  try {
    accessSync(there, constants.W_OK)
  } catch (error) {
    return failed(
      'data',
      `${there} cannot be written (${codeOf(error)})`,
      'Give yourself the right to write there, or name another folder with --data.',
    )
  }
  if (there !== data) return ok('data', `${data} is made by the first start`)
  const mode = statSync(data).mode & 0o777
  if (platform === 'win32' || (mode & 0o077) === 0) return ok('data', `${data}, yours alone`)
  return warning('data', `${data} is open to others (${mode.toString(8)})`, `Close it: chmod 700 ${data}`)
}

function checkDisk(there: string): Check {
  const { bavail, bsize } = statfsSync(there)
  const free = bavail * bsize
  const found = `${Math.floor(free / 1024 / 1024)} MB free at ${there}`
  if (free < noBytes) return failed('disk', found, 'Make room: the sandbox cannot keep what it is told.')
  return free < fewBytes ? warning('disk', found, 'Make room before it is full.') : ok('disk', found)
}

/** What can be seen from outside: the sandbox itself checks the pages when it starts. */
function checkDatabase(file: string): Check {
  if (!existsSync(file)) return ok('database', 'none yet')
  const advice = 'Restore a snapshot, or move the file away and start anew.'
  try {
    const header = Buffer.alloc(100)
    const open = openSync(file, 'r')
    readSync(open, header, 0, 100, 0)
    closeSync(open)
    const { size } = statSync(file)
    if (size === 0) return ok('database', `${file}, empty`)
    if (header.toString('latin1', 0, 16) !== 'SQLite format 3\0')
      return failed('database', `${file} is no SQLite database`, advice)
    const written = header.readUInt16BE(16)
    const pageBytes = written === 1 ? 65_536 : written
    if (size % pageBytes !== 0)
      return failed('database', `${file} is cut off: ${size} bytes are no whole pages`, advice)
    return ok('database', `${file}, ${Math.ceil(size / 1024)} kB`)
  } catch (error) {
    return failed(
      'database',
      `${file} cannot be read (${codeOf(error)})`,
      'Give yourself the right to read it.',
    )
  }
}

function nearestThere(path: string): string {
  return existsSync(path) || dirname(path) === path ? path : nearestThere(dirname(path))
}

function codeOf(error: unknown): string {
  return (error as { code?: string }).code ?? (error as Error).message
}
