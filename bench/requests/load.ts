import autocannon from 'autocannon'
import { cpuUsOf, type Server } from '../processes.ts'
import type { Figure } from '../report.ts'
import type { World } from '../sandbox/world.ts'
import type { RequestCase } from './cases.ts'

const connections = 16

/** How long a server is loaded. */
export type LoadSize = { readonly seconds: number } | { readonly requests: number }

/** One server under the requests of a case. Each call loads it for a while and goes on where the last one ended. */
export function loadOf(
  server: Server,
  key: string,
  world: World,
  { what, path, body }: RequestCase,
): (size: LoadSize) => Promise<Figure> {
  let number = world.bookingIds.length
  const headers = { authorization: `Bearer ${key}`, 'content-type': 'application/json' }
  // What is asked again and again costs the load nothing to make.
  const isSame = body === undefined && path(world, 0) === path(world, 1)
  function setupRequest(request: autocannon.Request): autocannon.Request {
    const mark = number++
    const asked = { ...request, path: path(world, mark) }
    if (body === undefined) return asked
    return {
      ...asked,
      method: 'POST',
      headers: { ...headers, 'x-idempotency-key': `bench-${process.pid}-${mark}` },
      body: JSON.stringify(body(world, mark)),
    }
  }
  return async size => {
    const cpuBefore = cpuUsOf(server.pid)
    const result = await autocannon({
      url: server.url,
      ...('seconds' in size ? { duration: size.seconds } : { amount: size.requests }),
      connections,
      requests: [{ headers, ...(isSame ? { path: path(world, 0) } : { setupRequest }) }],
    })
    const cpuAfter = cpuUsOf(server.pid)
    const { total } = result.requests
    const refused = result.non2xx + result.errors
    if (refused > 0)
      throw new Error(`${what}: ${refused} of ${total} requests were refused by ${server.url}.`)
    return {
      value: total / result.duration,
      ...(cpuBefore !== undefined && cpuAfter !== undefined && { cpuUs: (cpuAfter - cpuBefore) / total }),
    }
  }
}
