import { gzipSync } from 'node:zlib'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type ControlledSandbox, controlledSandbox } from '../control/controlled-sandbox.ts'

let sandbox: ControlledSandbox
beforeAll(async () => {
  sandbox = await controlledSandbox()
})
afterAll(async () => {
  await sandbox.close()
  expect(sandbox.bugs).toEqual([])
})

const plain = '{"name":"Zoë 😀"}'

const create = async (rawBody: string | Buffer, headers: Readonly<Record<string, string>> = {}) => {
  const { status, json } = await sandbox.send('POST', '/v2/customers', { rawBody, headers })
  return status === 201 ? [status, json.name] : [status, json.error.code]
}

test.each([
  [
    'what curl -d sends',
    'application/x-www-form-urlencoded',
    'the Content-Type application/x-www-form-urlencoded',
  ],
  ['text', 'text/plain', 'the Content-Type text/plain'],
  ['nothing', '', 'no Content-Type'],
  ['more than a type', `text/${'x'.repeat(200)}`, `the Content-Type text/${'x'.repeat(95)}…`],
])('a body of another type is told which it has: %s', async (_what, type, found) => {
  const { status, json } = await sandbox.send('POST', '/v2/customers', {
    rawBody: plain,
    headers: { 'content-type': type },
  })
  expect([status, json.error.message]).toEqual([
    415,
    `The body has ${found}; send JSON in UTF-8 with Content-Type: application/json`,
  ])
})

describe('a content coding', () => {
  test.each([
    'gzip',
    'GZIP',
    'x-gzip',
    'deflate',
    'br',
    'zstd',
    'compress',
    'aws-chunked',
    'identity, gzip',
    'nonsense',
  ])('%s is not read, whether the body has it or not', async coding => {
    for (const rawBody of [gzipSync(plain), plain])
      expect(await create(rawBody, { 'content-encoding': coding })).toEqual([415, 'unsupported_media_type'])
  })

  test.each(['identity', 'Identity', '', ' identity , identity'])('%j is none', async coding => {
    expect(await create(plain, { 'content-encoding': coding })).toEqual([201, 'Zoë 😀'])
  })

  test('says so, and what would be read', async () => {
    const { json, headers } = await sandbox.send('POST', '/v2/customers', {
      rawBody: gzipSync(plain),
      headers: { 'content-encoding': 'gzip' },
    })
    expect(json.error.message).toBe('The body has the Content-Encoding gzip; send it as it is, without one')
    expect(headers['accept-encoding']).toBe('identity')
  })

  test('of no body is of no account', async () => {
    const headers = { 'content-encoding': 'gzip', 'content-type': 'application/json; charset=utf-16' }
    const { status } = await sandbox.send('POST', '/v2/resources/res_dr_niket/online', { headers })
    expect(status).not.toBe(415)
    expect((await sandbox.send('GET', '/v2/bookings', { headers })).status).toBe(200)
  })
})

describe('a charset', () => {
  test.each(['utf-8', 'UTF-8', 'utf8', 'Utf8', '"utf-8"', '"UTF8"', ' utf-8 '])(
    '%s is read',
    async charset => {
      const type = `application/json;charset=${charset}`
      expect(await create(plain, { 'content-type': type })).toEqual([201, 'Zoë 😀'])
    },
  )

  test.each([
    'utf-16',
    'utf-16le',
    'iso-8859-1',
    'latin1',
    'us-ascii',
    'windows-1252',
    '"utf-16"',
    'utf-80',
    'utf-8x',
    '',
  ])('%j is not', async charset => {
    const type = `application/json; charset=${charset}`
    expect(await create(plain, { 'content-type': type })).toEqual([415, 'unsupported_media_type'])
  })

  test('is the parameter of that name only, wherever it stands', async () => {
    const types: readonly (readonly [string, number])[] = [
      ['application/json; profile="a; charset=utf-16"', 201],
      ['application/json; profile="a\\"; charset=utf-16"; charset=utf-8', 201],
      ['application/json; profile=a; CharSet=utf-16', 415],
      ['application/json; charset=utf-8; charset=utf-16', 415],
    ]
    for (const [type, status] of types)
      expect([type, (await create(plain, { 'content-type': type }))[0]]).toEqual([type, status])
  })
})

const latin1 = Buffer.from('{"name":"Zoë"}', 'latin1')
const notUtf8: readonly (readonly [string, Buffer])[] = [
  ['Latin-1', latin1],
  ['UTF-16', Buffer.from(plain, 'utf16le')],
  ['a character that is cut off', Buffer.from('{"name":"😀"}').subarray(0, 11)],
  ['an overlong form', Buffer.from([...Buffer.from('{"name":"'), 0xc0, 0xaf, ...Buffer.from('"}')])],
  [
    'a surrogate as bytes',
    Buffer.from([...Buffer.from('{"name":"'), 0xed, 0xa0, 0xbd, ...Buffer.from('"}')]),
  ],
  [
    'beyond Unicode',
    Buffer.from([...Buffer.from('{"name":"'), 0xf5, 0x80, 0x80, 0x80, ...Buffer.from('"}')]),
  ],
  ['what gzip makes', gzipSync(plain)],
]

describe('bytes that are no UTF-8', () => {
  test.each(notUtf8)('%s are refused, and nothing is kept', async (_, bytes) => {
    const before = (await sandbox.events()).length
    expect(await create(bytes)).toEqual([400, 'invalid_json'])
    expect(await sandbox.events()).toHaveLength(before)
  })

  test('are told without a part of them', async () => {
    const { json, text } = await sandbox.send('POST', '/v2/customers', { rawBody: latin1 })
    expect(json.error.message).toBe('The body is not UTF-8; send its text in that encoding')
    expect(text).not.toContain('\ufffd')
  })

  test.each(notUtf8)('%s are refused by /_sandbox too, and in seed files', async (_, rawBody) => {
    const asked = [
      await sandbox.control('POST', '/tenants', { rawBody }),
      await sandbox.control('POST', '/seed', { rawBody, headers: { 'content-type': 'application/yaml' } }),
    ]
    expect(asked.map(({ status, json }) => [status, json.error.code])).toEqual([
      [400, 'invalid_json'],
      [400, 'invalid_json'],
    ])
  })

  test('in a coding or charset are refused by /_sandbox too', async () => {
    const coding = { 'content-encoding': 'gzip' }
    const asked = [
      await sandbox.control('POST', '/tenants', { rawBody: gzipSync(plain), headers: coding }),
      await sandbox.control('POST', '/seed', {
        rawBody: 'customers: []',
        headers: { 'content-type': 'application/yaml; charset=latin1' },
      }),
      await sandbox.control('POST', '/snapshots/import', {
        rawBody: gzipSync(plain),
        headers: { ...coding, 'content-type': 'application/vnd.sqlite3' },
      }),
    ]
    expect(asked.map(({ status }) => status)).toEqual([415, 415, 415])
  })
})

test('a byte order mark is told by its name', async () => {
  const { status, json } = await sandbox.send('POST', '/v2/customers', { rawBody: `\ufeff${plain}` })
  expect([status, json.error.message]).toEqual([
    400,
    'The body is not valid JSON: it begins with a byte order mark, which JSON does not have',
  ])
  expect(await create('\ufeff')).toEqual([400, 'invalid_json'])
})

test('every character of UTF-8 comes back as it was sent', async () => {
  const name = 'é ñ ß 漢字 עברית 🏳️‍🌈 \u{10ffff} \ufeff \ufffd'
  expect(await create(JSON.stringify({ name }))).toEqual([201, name])
})
