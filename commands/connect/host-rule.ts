import { Failure } from '../../src/failure/failure.ts'
import { isThisMachine } from '../../src/network/loopback.ts'
import { hostedSandboxApi, isLiveHost, liveApi, type Target } from '../../src/profiles/api-hosts.ts'
import { keyShape } from '../../src/profiles/key-shape.ts'

/** What a URL leads to. */
export function targetOf(url: URL): Target {
  if (url.origin === liveApi) return 'live'
  if (url.origin === hostedSandboxApi) return 'hosted'
  return isThisMachine(url.hostname) ? 'local' : 'elsewhere'
}

/**
 * Keeps real bookings and tests apart, and live keys at home: a live key goes to the live API only, and only live keys go
 * there. `mayGoAnywhere` lets them; even then a live key does not travel in plain text. Throws a usage failure.
 */
export function refuseWrongHost(url: URL, apiKey: string, mayGoAnywhere: boolean): void {
  const isLive = keyShape(apiKey).mode === 'live'
  const isWrong = isLive ? url.origin !== liveApi : isLiveHost(url)
  if (isWrong && !mayGoAnywhere) throw isLive ? liveKeyElsewhere(url) : testKeyToLive()
  if (!isLive || url.protocol === 'https:' || isThisMachine(url.hostname)) return
  throw new Failure('usage', 'insecure_base_url', 'A live key must not travel over plain http', {
    field: '--base-url',
    hint: `Use https://${url.host}.`,
  })
}

function liveKeyElsewhere({ origin }: URL): Failure {
  return new Failure('usage', 'live_key_elsewhere', `A live key goes to ${liveApi} only, not to ${origin}`, {
    field: '--base-url',
    hint: 'Call it with a test key: a sandbox prints its own. If this host may have your live key, say so with --send-key-to-any-host.',
  })
}

function testKeyToLive(): Failure {
  return new Failure('usage', 'test_key_to_live', `${liveApi} is for live keys only, and this key is none`, {
    field: '--base-url',
    hint: `Test keys belong to a sandbox: leave the base URL out, or take ${hostedSandboxApi}. A live key is kept with \`ideadunes login\`.`,
  })
}
