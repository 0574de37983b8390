import { parseBaseUrl } from '../../../src/client/request-url.ts'
import { Failure } from '../../../src/failure/failure.ts'

/**
 * The URL of a path as people type it: `/v2/bookings`, `bookings` or `bookings?limit=2`. It never leaves the API that the
 * connection leads to. Throws a usage failure for another host, and for dots that climb out.
 */
export function rawUrl(baseUrl: string, path: string, query: Readonly<Record<string, string>>): URL {
  const base = parseBaseUrl(baseUrl)
  const root = base.href.replace(/\/$/, '')
  const rest = path.replace(/^\/?v2(?=[/?]|$)/, '').replace(/^\//, '')
  const url = new URL(`${root}/v2/${rest}`)
  const isInside =
    url.origin === base.origin && url.pathname.startsWith(`${new URL(root).pathname.replace(/\/$/, '')}/v2/`)
  if (/^[a-z][a-z0-9+.-]*:/i.test(path) || path.startsWith('//') || !isInside || url.hash !== '') {
    throw new Failure('usage', 'invalid_argument', `PATH must be a path of the API, not ${path}`, {
      field: 'PATH',
      hint: 'For example /v2/bookings; --base-url says which API.',
    })
  }
  for (const [name, value] of Object.entries(query)) url.searchParams.set(name, value)
  return url
}
