import { describe, expect, test } from 'vitest'
import { operations } from '../../src/contract/index.ts'
import { urlOf } from '../walk/requests.ts'
import { forkSandbox } from '../world/sandbox.ts'

const url = '/v2/bookings/bk_01HXYW999'

describe('a GET with If-None-Match', () => {
  test.each(['"1"', 'W/"1"', ' "1" ', '"0", "1"', '"0","1"', 'W/"7", W/"1" , "9"', '"a,b", "1"', '*', ' * '])(
    '%s has the object already: 304 without a body',
    async known => {
      const sandbox = await forkSandbox()
      const { status, text, headers } = await sandbox.send('GET', url, {
        headers: { 'if-none-match': known },
      })
      expect([status, text, headers.etag]).toEqual([304, '', '"1"'])
      expect(headers['x-request-id']).toMatch(/^req_/)
      expect(headers['x-rate-limit-remaining']).toBe('4999')
      expect([headers['content-type'], headers['content-length']]).toEqual([undefined, undefined])
    },
  )

  test.each(['"2"', 'W/"2"', '1', '"11"', '"1', '', '"*"', 'w"1', '""', '"x"1"'])(
    '%j has another: 200',
    async known => {
      const sandbox = await forkSandbox()
      const { status, json } = await sandbox.send('GET', url, { headers: { 'if-none-match': known } })
      expect([status, json.id]).toEqual([200, 'bk_01HXYW999'])
    },
  )

  test('gets the object again when it has changed', async () => {
    const sandbox = await forkSandbox()
    const first = await sandbox.send('GET', url)
    const headers = { 'if-none-match': first.headers.etag ?? '' }
    expect((await sandbox.send('GET', url, { headers })).status).toBe(304)
    await sandbox.send('PATCH', url, { body: { notes: 'other' } })
    const changed = await sandbox.send('GET', url, { headers })
    expect([changed.status, changed.json.notes, changed.headers.etag]).toEqual([200, 'other', '"2"'])
  })

  test('gets the refusals of any other', async () => {
    const sandbox = await forkSandbox()
    const headers = { 'if-none-match': '*' }
    expect((await sandbox.send('GET', url, { headers, key: null })).status).toBe(401)
    expect((await sandbox.send('GET', '/v2/bookings/bk_none', { headers })).status).toBe(404)
    expect((await sandbox.send('GET', `${url}?a=1`, { headers })).status).toBe(422)
  })

  test('is answered 304 wherever there is an ETag, by HEAD too, and nowhere else', async () => {
    const sandbox = await forkSandbox('default')
    let tagged = 0
    for (const operation of operations.filter(({ method }) => method === 'GET')) {
      const path = urlOf(operation, operation.examples[0])
      const { etag } = (await sandbox.send('GET', path)).headers
      const headers = { 'if-none-match': etag ?? '*' }
      const answers = [
        await sandbox.send('GET', path, { headers }),
        await sandbox.send('HEAD', path, { headers }),
      ]
      const expected = etag === undefined ? operation.status : 304
      expect([path, ...answers.map(({ status }) => status)]).toEqual([path, expected, expected])
      if (etag !== undefined) tagged += 1
    }
    expect(tagged).toBeGreaterThan(5)
  })

  test('that changes something is none', async () => {
    const sandbox = await forkSandbox()
    const headers = { 'if-none-match': '*' }
    const { status, json } = await sandbox.send('PATCH', url, { headers, body: { notes: 'other' } })
    expect([status, json.notes]).toEqual([200, 'other'])
  })
})
