import fc from 'fast-check'
import { expect, test } from 'vitest'
import { appendEvent } from '../../../emulator/store/events.ts'
import { forkSandbox } from '../../world/sandbox.ts'

async function storeEvent(sandbox: Awaited<ReturnType<typeof forkSandbox>>, seq: number, payload: string) {
  const id = `evt_stored_${seq}`
  await sandbox.sandbox.store.write(trx =>
    appendEvent(trx, {
      tenant_id: 'tnt_clinic',
      id,
      seq,
      type: 'customer.created',
      object_id: '',
      request_id: null,
      created_at: '2026-04-15T09:42:11.000Z',
      payload,
    }),
  )
  return id
}

test('the answer is the stored text, whatever it looks like', async () => {
  const sandbox = await forkSandbox()
  const texts = [
    '{ "b": 1, "a": "\\u00e9\\/", "10": 1, "2": [1.0, 1e3, -0] }\n',
    '{"__proto__":{"x":1},"a":1,"a":2}\r\n',
    '\n{"lone":"\\ud800","line":"\u2028"}',
  ]
  for (const [at, text] of texts.entries()) {
    const answer = await sandbox.send('GET', `/v2/events/${await storeEvent(sandbox, 100 + at, text)}`)
    expect([answer.status, answer.text, answer.headers['content-type']]).toEqual([
      200,
      text,
      'application/json',
    ])
  }
})

test('the answer is the text of any object that can be stored', async () => {
  const sandbox = await forkSandbox()
  let seq = 1_000
  await fc.assert(
    fc.asyncProperty(
      fc.dictionary(fc.oneof(fc.string(), fc.nat().map(String)), fc.jsonValue()),
      async object => {
        seq += 1
        const text = JSON.stringify({ id: 'evt_1', data: { object } })
        const { text: answered } = await sandbox.send(
          'GET',
          `/v2/events/${await storeEvent(sandbox, seq, text)}`,
        )
        expect(answered).toBe(text)
      },
    ),
    { numRuns: 50 },
  )
})
