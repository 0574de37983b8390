import { Failure } from '../failure/failure.ts'

export type QueryValue = string | number | boolean | readonly string[] | undefined

/**
 * Reads a base URL. The reference writes it with `/v2`, paths of operations have it too: a trailing `/v2` goes.
 * Throws a usage failure if it is not an http or https URL.
 */
export function parseBaseUrl(text: string): URL {
  const url = URL.canParse(text) ? new URL(text) : undefined
  if (url === undefined || !/^https?:$/.test(url.protocol)) {
    throw new Failure('usage', 'invalid_base_url', `${text} is not an http or https URL`, {
      field: 'base-url',
      hint: 'Give it like http://127.0.0.1:4332.',
    })
  }
  url.pathname = url.pathname.replace(/(?<!\/)\/+$/, '').replace(/\/v2$/, '')
  url.search = ''
  url.hash = ''
  return url
}

/** The URL of one request: path parameters filled in, lists comma-separated. */
export function requestUrl(
  base: URL,
  path: string,
  params: Readonly<Record<string, string>>,
  query: Readonly<Record<string, QueryValue>>,
): URL {
  const filled = path.replaceAll(/\{(\w+)\}/g, (_, name: string) => pathSegment(name, params[name]))
  const url = new URL(base.href.replace(/\/$/, '') + filled)
  for (const [name, value] of Object.entries(query)) {
    if (value !== undefined) url.searchParams.set(name, String(value))
  }
  return url
}

/** An empty segment or dots would lead to another route than the one that is meant. */
function pathSegment(name: string, value: string | undefined): string {
  if (value === undefined || /^\.{0,2}$/.test(value)) {
    throw new Failure(
      'usage',
      'invalid_argument',
      value === undefined ? `${name} is missing` : `${name} must be an id, not ${JSON.stringify(value)}`,
      {
        field: name,
      },
    )
  }
  return encodeURIComponent(value)
}
