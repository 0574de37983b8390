import type { Send } from '../../src/client/transport.ts'
import { keyShape, maskedKey } from '../../src/profiles/key-shape.ts'
import type { Connection } from './connection-types.ts'
import { targetOf } from './host-rule.ts'

/** What a connection leads to, for people. */
export function modeOf(baseUrl: URL, apiKey: string): string {
  const target = targetOf(baseUrl)
  if (target === 'live') return 'live'
  if (target === 'hosted') return 'hosted sandbox'
  if (target === 'local') return 'local sandbox'
  return `${keyShape(apiKey).mode} key, another host`
}

/** A wire that tells of each attempt: where it goes, as whom, what came back and when. The key is masked. */
export function toldBy(tell: (text: string) => void, send: Send, connection: Connection): Send {
  const { apiKey, tenant, keyFrom } = connection
  return async request => {
    const { method, url, headers } = request
    const key = `${maskedKey(apiKey)}${keyFrom === undefined ? '' : ` (${keyFrom})`}`
    const idempotency = headers['x-idempotency-key']
    tell(`> ${method} ${url.origin}${url.pathname}${url.search}`)
    tell(`> ${modeOf(url, apiKey)}, tenant ${tenant ?? "the key's own"}, key ${key}`)
    if (idempotency !== undefined) tell(`> idempotency key ${idempotency}`)
    const begin = performance.now()
    const took = () => `${Math.round(performance.now() - begin)} ms`
    try {
      const answer = await send(request)
      tell(`< ${answer.status}, request ${answer.headers['x-request-id'] ?? 'without an id'}, ${took()}`)
      return answer
    } catch (error) {
      tell(`< no answer, ${took()}`)
      throw error
    }
  }
}
