import { Failure } from '../../src/failure/failure.ts'

/** Headers that are made for each request: another value would break it, or its signature. */
const ours = [
  'webhook-id',
  'webhook-timestamp',
  'webhook-signature',
  'content-length',
  'transfer-encoding',
  'connection',
]

/** Headers as they were typed, `X-A: b`, by their names in lower case. Throws a usage failure. */
export function extraHeadersOf(texts: readonly string[]): Readonly<Record<string, string>> {
  return Object.fromEntries(texts.map(headerOf))
}

function headerOf(text: string): readonly [string, string] {
  const [, name = '', value = ''] = /^([!#$%&'*+\-.^_`|~\w]+):\s*([\x20-\x7e]*)$/.exec(text.trim()) ?? []
  const known = name.toLowerCase()
  if (known === '') {
    throw new Failure(
      'usage',
      'invalid_header',
      `--headers must be like 'X-A: b', not ${JSON.stringify(text)}`,
      {
        field: '--headers',
        hint: 'A name, a colon and a value of printable ASCII; give the flag again for another header.',
      },
    )
  }
  if (!ours.includes(known)) return [known, value.trim()]
  throw new Failure('usage', 'invalid_header', `${name} is set for each request`, { field: '--headers' })
}
