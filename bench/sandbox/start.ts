import { cpSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { listRunningSandboxes, registryFolder } from '../../src/profiles/running-sandboxes.ts'
import { userStateFolder } from '../../src/profiles/user-folders.ts'
import { type Server, startNode } from '../processes.ts'

/** A build of the tool: the folder of a clone, with its `dist/`. */
export interface Program {
  readonly root: string
}

/** The build that the bench belongs to. */
export const thisProgram: Program = { root: fileURLToPath(new URL('../..', import.meta.url)) }

/** A sandbox that `sandbox start` runs, with limits that a benchmark does not meet. */
export interface RunningSandbox extends Server {
  readonly key: string
  /** Sends a request of the API; throws for an answer that is none of 2xx. */
  call(method: string, path: string, body?: object): Promise<unknown>
  /** Sends a request to `/_sandbox`; throws as well. */
  control(method: string, path: string, body?: object): Promise<unknown>
}

/** The environment of processes that shall neither find nor be found by a sandbox of the developer's. */
export function secludedEnv(folder: string): NodeJS.ProcessEnv {
  const own = Object.entries(process.env).filter(([name]) => !name.startsWith('IDEADUNES_'))
  return { ...Object.fromEntries(own), XDG_STATE_HOME: join(folder, 'state'), NO_COLOR: '1' }
}

/** Where the data of a sandbox in this folder lies. */
export const dataIn = (folder: string) => join(folder, 'data')
export const databaseIn = (folder: string) => join(dataIn(folder), 'sandbox.db')

/** The command line, without the program, that starts a sandbox in a folder. */
export function startArgs({ root }: Program, folder: string): readonly string[] {
  const run = join(root, 'bin', 'run.js')
  return [run, 'sandbox', 'start', '--port', '0', '--data', dataIn(folder), '--plan', 'unlimited', '--json']
}

/** Starts a sandbox in a folder: a new one, or a copy of what a world holds. */
export async function startSandbox(program: Program, folder: string, from?: string): Promise<RunningSandbox> {
  if (from !== undefined) cpSync(dataIn(from), dataIn(folder), { recursive: true })
  const env = secludedEnv(folder)
  const { firstLine, pid, stop } = await startNode(startArgs(program, folder), { env, cwd: folder })
  const { base_url: url, keys } = JSON.parse(firstLine) as { base_url: string; keys: { secret: string } }
  const state = userStateFolder({ cwd: folder, home: folder, platform: process.platform, env })
  const entry = listRunningSandboxes(registryFolder(state)).find(running => running.pid === pid)
  const sender = (token: string) => async (method: string, path: string, body?: object) => {
    const answer = await fetch(url + path, {
      method,
      headers: {
        authorization: `Bearer ${token}`,
        ...(body !== undefined && { 'content-type': 'application/json' }),
      },
      ...(body !== undefined && { body: JSON.stringify(body) }),
    })
    const text = await answer.text()
    if (!answer.ok) throw new Error(`${method} ${path} was answered ${answer.status}: ${text.slice(0, 500)}`)
    return JSON.parse(text) as unknown
  }
  return {
    url,
    pid,
    stop,
    key: keys.secret,
    call: sender(keys.secret),
    control: sender(entry?.control_token ?? ''),
  }
}
