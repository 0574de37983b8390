import { chmodSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { makePrivateFolder, replaceFile } from '../files/private-file.ts'

/** A sandbox that runs on this machine, as its file `<pid>.json` tells. */
export interface RunningSandbox {
  readonly pid: number
  readonly base_url: string
  /** The project's folder; null for a sandbox outside of any project. */
  readonly project: string | null
  readonly data: string
  /** Null where it was revoked. */
  readonly secret_key: string | null
  /** Opens /_sandbox. Made anew at each start, and told nowhere else. */
  readonly control_token?: string
  readonly tenant: string
  readonly started_at: string
  /** Where one that runs in the background writes; null for one in a terminal. */
  readonly log?: string | null
}

/** Where running sandboxes are written down, given the user's state folder. */
export function registryFolder(stateFolder: string): string {
  return join(stateFolder, 'running')
}

/**
 * Writes down that a sandbox runs, readable by its user only, and returns what removes the entry again.
 * Throws Node's error if the folder cannot be written.
 */
export function registerSandbox(folder: string, sandbox: RunningSandbox): () => void {
  makePrivateFolder(folder)
  chmodSync(folder, 0o700)
  // A loss of power ends what it tells of: nobody needs to wait for the disk.
  replaceFile(fileOf(folder, sandbox.pid), `${JSON.stringify(sandbox, null, 2)}\n`, { durable: false })
  return () => forgetSandbox(folder, sandbox.pid)
}

/** Removes the entry of a sandbox, if there is one. */
export function forgetSandbox(folder: string, pid: number): void {
  rmSync(fileOf(folder, pid), { force: true })
}

/** The sandboxes that run, newest first. Entries of processes that are gone are removed. */
export function listRunningSandboxes(
  folder: string,
  isAlive: (pid: number) => boolean = isProcessAlive,
): readonly RunningSandbox[] {
  return fileNames(folder)
    .flatMap(name => readEntry(join(folder, name)))
    .filter(sandbox => {
      const alive = isAlive(sandbox.pid)
      if (!alive) forgetSandbox(folder, sandbox.pid)
      return alive
    })
    .sort((one, other) => other.started_at.localeCompare(one.started_at))
}

/** The newest sandbox of the project, or else the newest of all; undefined if none runs. */
export function findRunningSandbox(
  folder: string,
  project: string | null,
  isAlive: (pid: number) => boolean = isProcessAlive,
): RunningSandbox | undefined {
  const running = listRunningSandboxes(folder, isAlive)
  return running.find(sandbox => sandbox.project === project) ?? running[0]
}

/** Whether a process of that number exists. One of another user does, although it may not be signalled. */
export function isProcessAlive(pid: number): boolean {
  try {
    process.kill(pid, 0)
    return true
  } catch (error) {
    return (error as { code?: string }).code === 'EPERM'
  }
}

function fileOf(folder: string, pid: number): string {
  return join(folder, `${pid}.json`)
}

function fileNames(folder: string): readonly string[] {
  try {
    return readdirSync(folder).filter(name => /^\d+\.json$/.test(name))
  } catch {
    return []
  }
}

/** A file that is damaged, or just being removed, is no sandbox. */
function readEntry(file: string): readonly RunningSandbox[] {
  try {
    const entry = JSON.parse(readFileSync(file, 'utf8')) as Partial<RunningSandbox>
    const whole =
      typeof entry.pid === 'number' &&
      typeof entry.base_url === 'string' &&
      typeof entry.started_at === 'string'
    return whole ? [entry as RunningSandbox] : []
  } catch {
    return []
  }
}
