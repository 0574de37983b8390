import { accessSync, constants, existsSync, statfsSync, statSync } from 'node:fs'
import { dirname } from 'node:path'
import { readUserConfig } from '../../src/profiles/config-file.ts'
import { sandboxFolder } from '../../src/profiles/sandbox-folder.ts'
import type { Context } from '../kernel/context.ts'
import { type Check, failed, ok, warning } from './check.ts'

const oldestNode = 22
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

/** The folder of the sandbox's files: its rights, and room on its disk. */
export function checkData(context: Context, data = sandboxFolder(context.place).data): readonly Check[] {
  const there = nearestThere(data)
  return [checkRights(data, there, context.place.platform), checkDisk(there)]
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

function nearestThere(path: string): string {
  return existsSync(path) || dirname(path) === path ? path : nearestThere(dirname(path))
}

export function codeOf(error: unknown): string {
  return (error as { code?: string }).code ?? (error as Error).message
}
