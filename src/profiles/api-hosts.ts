import type { KeyMode } from './key-shape.ts'

/** The service with real bookings. */
export const liveApi = 'https://api.ideadunes.com'

/** The service's own sandbox. */
export const hostedSandboxApi = 'https://sandbox-api.ideadunes.com'

/** What a base URL leads to. `local` is this machine, `elsewhere` any other host. */
export type Target = 'live' | 'hosted' | 'local' | 'elsewhere'

/** Where keys of a mode are at home; undefined where the key does not tell. */
export function homeOf(mode: KeyMode): string | undefined {
  if (mode === 'live') return liveApi
  return mode === 'test' ? hostedSandboxApi : undefined
}

/** Whether a host is that of the live API, whatever protocol, port or final dot the URL has. */
export function isLiveHost({ hostname }: URL): boolean {
  return hostname.replace(/\.$/, '') === new URL(liveApi).hostname
}
