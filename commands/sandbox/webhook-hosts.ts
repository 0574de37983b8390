import { Failure } from '../../src/failure/failure.ts'
import type { AllowedHosts } from '../../src/webhooks/allowed-hosts.ts'
import { typedHost } from './typed-host.ts'

/**
 * Hosts as they stand in URLs, beside this machine; `any` for all there are. Throws a usage failure for what is no
 * host, since it would never match.
 */
export function webhookHostsOf(given: readonly string[] | undefined): AllowedHosts | undefined {
  if (given === undefined) return undefined
  return given.includes('any') ? 'any' : given.map(hostOf)
}

function hostOf(text: string): string {
  const host = typedHost(text)
  if (host !== undefined) return host
  throw new Failure('usage', 'invalid_flag', `--webhooks-to must be a host, not ${text}`, {
    field: '--webhooks-to',
    hint: 'A name or an address, nothing else: hooks.example.com, 192.168.1.7 or [fd00::7]; or any.',
  })
}
