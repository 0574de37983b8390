import { chmodSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'

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
  mkdirSync(folder, { recursive: true, mode: 0o700 })
  chmodSync(folder, 0o700)
  const file = fileOf(folder, sandbox.pid)
  const draft = `${file}.tmp`
  writeFileSync(draft, `${JSON.stringify(sandbox, null, 2)}\n`, { mode: 0o600 })
  renameSync(draft, file)
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
