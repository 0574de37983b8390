import { expect, test } from 'vitest'
import { exitCodes } from '../../../src/failure/failure.ts'
import { apiError } from '../../client/scripted-api.ts'
import { accountWorld, testKey } from '../../service/account-world.ts'
import type { Answer } from '../../service/fake-service.ts'

const list = ['bookings', 'list']
const answering = (...step: Parameters<typeof apiError>) => (() => apiError(...step)) as Answer

/** One way to each code. 7, 129 and 143 need a sandbox or a signal: test/commands and test/journeys. */
const ways: readonly (readonly [number, string, readonly string[], Answer | undefined])[] = [
  [0, 'done', list, undefined],
  [1, 'a bug of ours', ['sandbox', 'start', '--detach'], undefined],
  [2, 'a flag that is not there', [...list, '--nope'], undefined],
  [3, 'a refusal', list, answering(422, 'validation_failed')],
  [4, 'a key that is refused', list, answering(401, 'invalid_api_key')],
  [4, 'a right that is missing', list, answering(403, 'insufficient_scope')],
  [5, 'nobody there', [...list, '--base-url', 'http://127.0.0.1:1'], undefined],
  [6, 'too many requests', [...list, '--retries', '0'], answering(429, 'rate_limited')],
  [130, 'a no', ['webhooks', 'delete', 'wh_1'], undefined],
]

test.each(ways)('%i: %s', async (code, _, argv, answer) => {
  await using world = await accountWorld()
  if (answer !== undefined) world.service.answer = answer
  const env = { IDEADUNES_API_KEY: testKey }
  const run = await world.run(argv, { env, tty: argv[0] === 'webhooks', stdin: 'n\n' })
  expect(run.code).toBe(code)
  const { stdout } = await world.run(['help', 'exit-codes'])
  expect(stdout).toMatch(new RegExp(`^ {2}${code} +[A-Z]`, 'm'))
})

test('each kind of failure has a way here, or says where it is', () => {
  const tried = new Set(ways.map(([code]) => code))
  expect(Object.values(exitCodes).filter(code => !tried.has(code))).toEqual([exitCodes.differs])
})
