import { readFileSync } from 'node:fs'
import { createServer } from 'node:net'
import { join } from 'node:path'
import { parseBaseUrl } from '../../src/client/request-url.ts'
import type { RunningSandbox } from '../../src/profiles/running-sandboxes.ts'
import { type Check, ok, warning } from './check.ts'

/** Where a sandbox starts that has never run. */
const firstPort = 4332

/**
 * The port of the folder's sandbox: that of the one that runs, or the one that the next start takes first, which is that of the
 * last run. `data` is the folder of its files.
 */
export async function checkPort(running: RunningSandbox | undefined, data: string): Promise<Check> {
  if (running !== undefined) {
    const { port } = parseBaseUrl(running.base_url)
    return ok('port', `${port} has the sandbox that runs`)
  }
  const last = lastPortIn(data)
  const port = last ?? firstPort
  const whose = last === undefined ? 'which a first start takes' : 'that of the last run here'
  const fault = await faultOf(port)
  if (fault === undefined) return ok('port', `${port}, ${whose}, is free`)
  return warning(
    'port',
    `${port}, ${whose}, cannot be had (${fault})`,
    'End what has it, or let `ideadunes sandbox start` take another one by itself; --port names one.',
  )
}

async function faultOf(port: number): Promise<string | undefined> {
  return await new Promise(settle => {
    const server = createServer()
    server.once('error', error => settle((error as { code?: string }).code ?? error.message))
    server.listen(port, '127.0.0.1', () => server.close(() => settle(undefined)))
  })
}

/** As the sandbox has written it down. One that cannot be read is told by the next start. */
function lastPortIn(data: string): number | undefined {
  try {
    const { port } = JSON.parse(readFileSync(join(data, 'host.json'), 'utf8')) as { port?: unknown }
    return typeof port === 'number' ? port : undefined
  } catch {
    return undefined
  }
}
