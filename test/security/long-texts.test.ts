import { describe, expect, test } from 'vitest'
import { withVariable } from '../../commands/listen/env-file.ts'
import { parseBaseUrl } from '../../src/client/request-url.ts'
import { parseInstant } from '../../src/contract/instants.ts'
import { oneLine } from '../../src/output/cell.ts'
import { parseDuration } from '../../src/time/duration.ts'
import { quickly } from '../world/quickly.ts'
import { forkSandbox, type TestSandbox } from '../world/sandbox.ts'

const long = 100_000

/** Texts on which expressions go back and forth: runs of what they repeat, and an end that fits nothing. */
const texts: readonly (readonly [string, string])[] = [
  ['digits', '1'.repeat(long)],
  ['digits with points', '1.'.repeat(long / 2)],
  ['letters', 'a'.repeat(long)],
  ['an address without an end', `a@${'a'.repeat(long)}!`],
  ['an address of many parts', `a@${'a.'.repeat(long / 2)}!`],
  ['an address of many dashes', `a@${'a-'.repeat(long / 2)}`],
  ['spaces', `a${' '.repeat(long)}b`],
  ['slashes', `${'/'.repeat(long)}b`],
  ['commas', ','.repeat(long)],
  ['stars', `${'*'.repeat(long)}1`],
  ['keys', 'sk_'.repeat(long / 4)],
]

describe('texts that are read here', () => {
  test.each(texts)('%s take no time', async (_, text) => {
    await quickly(() => {
      parseDuration(text)
      parseDuration(`p${text}`)
      parseInstant(text)
      parseBaseUrl(`http://localhost/${text}`)
      withVariable(`A=${text}#b\nSECRET=${text} # b\n  export ${text}`, 'SECRET', 'x')
      oneLine(text)
    })
  })
})

/** Names as many members of bodies as there are kinds of expressions for them. */
const bodyWith = (text: string): readonly (readonly [string, string, object])[] => [
  ['POST', '/v2/customers', { name: text, email: text, phone: text, metadata: { [text]: text } }],
  ['POST', '/v2/bookings', { service_id: text, resource_id: text, customer_id: text, start: text }],
  ['POST', '/v2/webhooks', { url: `http://${text}/`, events: [text, `!${text}.${text}`] }],
  ['POST', '/v2/services', { name: text, price: { amount: 1, currency: text }, resource_ids: [text] }],
  ['POST', '/v2/locations', { name: text, timezone: text, holidays: [{ date: text }] }],
]

describe('texts in bodies, in the query, in paths and headers', () => {
  test.each(texts)('%s take no time', async (_, text) => {
    const sandbox = await forkSandbox()
    // The first answer compiles what judges it.
    for (const [method, url, body] of bodyWith('x')) await sandbox.send(method, url, { body })
    for (const [method, url, body] of bodyWith(text)) {
      const { status } = await quickly(() => sandbox.send(method, url, { body }))
      expect([url, status]).toEqual([url, 422])
    }
    await inTheHead(sandbox, text.slice(-14_000))
  })

  async function inTheHead(sandbox: TestSandbox, text: string): Promise<void> {
    const quoted = encodeURIComponent(text).slice(0, 14_000).replace(/%.?$/, '')
    const urls = ['status', 'resource_id', 'cursor', 'order', 'limit', 'start_from'].map(
      name => `/v2/bookings?${name}=${quoted}`,
    )
    urls.push(`/v2/bookings/${quoted}`, `/v2/bookings/${quoted}/nothing`, `/v2/${text}`, `/${quoted}`)
    for (const url of urls) {
      const { status } = await quickly(() => sandbox.send('GET', encodeURI(decodeURI(url))))
      expect(status).toBeGreaterThanOrEqual(400)
      expect(status).toBeLessThan(500)
    }
    const headers = [
      'accept',
      'origin',
      'host',
      'if-match',
      'x-client-secret',
      'authorization',
      'content-type',
    ]
    for (const name of headers) {
      const { status } = await quickly(() =>
        sandbox.send('POST', '/v2/bookings', { rawBody: '{}', headers: { [name]: text } }),
      )
      expect([name, status < 500]).toEqual([name, true])
    }
  }
})
