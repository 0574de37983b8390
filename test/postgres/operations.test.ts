import { describe, expect, test } from 'vitest'
import { errorCatalogue } from '../../src/contract/errors/errors.ts'
import { errorsOf, isMutation } from '../../src/contract/errors/errors-of.ts'
import { operations } from '../../src/contract/index.ts'
import { provoke } from '../walk/provoke.ts'
import { sendExample, sendStaged, take } from '../walk/requests.ts'
import { twinSandboxes } from './twins.ts'

describe.each(operations.map(operation => [operation.id, operation] as const))('%s', (_id, operation) => {
  test.each(operation.examples.map(example => [example.title, example] as const))(
    'answers its example, and writes the same: %s',
    async (_title, example) => {
      const twins = await twinSandboxes()
      const answer = await twins.answer(sandbox => sendExample(sandbox, operation, example))
      expect(answer.status, answer.text).toBe(operation.status)
      await twins.expectSameRows()
    },
  )

  const staged = operation.emits.filter(({ example }) => !operation.examples.some(one => one === example))
  if (staged.length > 0)
    test.each(staged.map(({ type, example }) => [type, example] as const))(
      'emits %s, and writes the same',
      async (_type, example) => {
        const twins = await twinSandboxes()
        await twins.each(sandbox => take(sandbox, example.after))
        const answer = await twins.answer(sandbox => sendStaged(sandbox, operation, example))
        expect(answer.status, answer.text).toBeLessThan(500)
        await twins.expectSameRows()
      },
    )

  test.each(errorsOf(operation).filter(code => code !== 'internal_error'))(
    'answers %s, and writes the same',
    async code => {
      const twins = await twinSandboxes()
      const answer = await twins.answer(sandbox => provoke(sandbox, operation, code))
      expect([answer.status, answer.json?.error?.code]).toEqual([errorCatalogue[code].status, code])
      await twins.expectSameRows()
    },
  )

  if (isMutation(operation))
    test('is replayed byte for byte, with one effect', async () => {
      const twins = await twinSandboxes()
      const send = () =>
        twins.answer(sandbox => sendExample(sandbox, operation, undefined, { idempotencyKey: 'once' }))
      const first = await send()
      const events = await twins.postgres.events()
      const again = await send()
      expect([again.status, again.text]).toEqual([first.status, first.text])
      expect([again.headers.etag, again.headers['x-idempotent-replayed']]).toEqual([
        first.headers.etag,
        'true',
      ])
      expect(await twins.postgres.events()).toEqual(events)
      await twins.expectSameRows()
    })
})
