import { describe, expect, test } from 'vitest'
import { idempotencyLifetimeMs, isKeptRefusal } from '../../emulator/calls/idempotency.ts'
import { ApiError, type ErrorCode, errorCatalogue } from '../../src/contract/errors/errors.ts'
import { bodyAt, book, everything, widgetBodyAt } from '../operations/bookings/booking-world.ts'
import { forkSandbox, type TestAnswer } from '../world/sandbox.ts'

const body = bodyAt('2026-04-20T05:00:00Z')
const taken = bodyAt('2026-04-21T05:00:00Z')
const idempotencyKey = 'idem_01HXYZ123ABC'

const isReplay = (answer: TestAnswer) => answer.headers['x-idempotent-replayed'] === 'true'

describe('a replay', () => {
  test('of a refusal stays a refusal, though the time has become free', async () => {
    const sandbox = await forkSandbox()
    const first = await book(sandbox, taken, { idempotencyKey })
    await sandbox.sandbox.store.write(async trx => {
      await trx.deleteFrom('occupancies').execute()
      await trx.deleteFrom('exceptions').execute()
    })
    const again = await book(sandbox, taken, { idempotencyKey })
    expect([again.status, again.text, isReplay(again)]).toEqual([422, first.text, true])
    expect(again.headers['x-original-request-id']).toBe(first.headers['x-request-id'])
    expect((await book(sandbox, taken, { idempotencyKey: 'another' })).status).toBe(201)
  })

  test('does not depend on key order, white space or notation of the body', async () => {
    const sandbox = await forkSandbox()
    const first = await book(
      sandbox,
      { ...body, metadata: { a: '1', b: '2' }, notes: 'é' },
      { idempotencyKey },
    )
    const reversed = Object.fromEntries(
      Object.entries({ ...body, notes: 'é', metadata: { b: '2', a: '1' } }).toReversed(),
    )
    const rawBody = JSON.stringify(reversed, null, 4).replace('é', '\\u00e9')
    const again = await sandbox.send('POST', '/v2/bookings', { rawBody, idempotencyKey })
    expect([again.status, again.text, isReplay(again)]).toEqual([201, first.text, true])
  })

  test('has the rate headers of its own request, and spends one', async () => {
    const sandbox = await forkSandbox()
    await book(sandbox, body, { idempotencyKey })
    const again = await book(sandbox, body, { idempotencyKey })
    expect([isReplay(again), again.headers['x-rate-limit-remaining']]).toEqual([true, '4998'])
  })

  test('is given until 24 hours of sandbox time have passed, and not a moment longer', async () => {
    const sandbox = await forkSandbox()
    const first = await book(sandbox, body, { idempotencyKey })
    const start = sandbox.clock.now()
    expect(idempotencyLifetimeMs).toBe(86_400_000)
    sandbox.clock.set(start + 86_400_000 - 1)
    expect(isReplay(await book(sandbox, body, { idempotencyKey }))).toBe(true)
    sandbox.clock.set(start + 86_400_000)
    const late = await book(sandbox, body, { idempotencyKey })
    expect([isReplay(late), late.status]).toEqual([false, 422])
    expect(late.json.error.details.conflicts).toEqual([{ type: 'existing_booking', id: first.json.id }])
    // The new answer took the place of the old one.
    sandbox.clock.set(start + 86_400_000 + 1)
    const again = await book(sandbox, body, { idempotencyKey })
    expect([isReplay(again), again.text]).toEqual([true, late.text])
  })

  test('keeps the client secret for the widget that lost the first answer', async () => {
    const sandbox = await forkSandbox()
    const send = () =>
      book(sandbox, widgetBodyAt('2026-04-20T05:00:00Z'), { idempotencyKey, key: 'publishable' })
    const [first, again] = [await send(), await send()]
    expect([isReplay(again), again.json.client_secret]).toEqual([true, first.json.client_secret])
  })
})

describe('a key that was used', () => {
  test.each([
    ['another body', { ...body, notes: 'later' }],
    ['a number in place of a text', { ...body, notes: 1 }],
    ['a body of the wrong shape', {}],
    ['a list', [body]],
    ['one member less', { ...body, customer_id: undefined }],
  ])('is refused with %s', async (_what, other) => {
    const sandbox = await forkSandbox()
    const first = await book(sandbox, body, { idempotencyKey })
    const answer = await book(sandbox, other, { idempotencyKey })
    expect([answer.status, answer.json.error.code]).toEqual([422, 'idempotency_key_reused'])
    expect(answer.json.error.message).toContain(first.headers['x-request-id'])
    expect(isReplay(answer)).toBe(false)
    expect(isReplay(await book(sandbox, body, { idempotencyKey }))).toBe(true)
  })

  test('by another tenant, or by another API key, is free', async () => {
    const sandbox = await forkSandbox()
    await book(sandbox, body, { idempotencyKey })
    const widget = await book(sandbox, widgetBodyAt('2026-04-20T06:00:00Z'), {
      idempotencyKey,
      key: 'publishable',
    })
    expect([widget.status, isReplay(widget)]).toEqual([201, false])
    const tenant = await book(sandbox, body, { idempotencyKey, tenant: 'tnt_ideadunes' })
    expect([isReplay(tenant), tenant.json.error.code]).toEqual([false, 'validation_failed'])
  })

  test('differs from one in another case', async () => {
    const sandbox = await forkSandbox()
    await book(sandbox, body, { idempotencyKey: 'abc' })
    expect((await book(sandbox, body, { idempotencyKey: 'ABC' })).json.error.code).toBe(
      'resource_unavailable',
    )
  })
})

describe('not kept, so that the next request with the key runs', () => {
  test('a wrong shape or an unknown id', async () => {
    const sandbox = await forkSandbox()
    const before = await everything(sandbox)
    await book(sandbox, {}, { idempotencyKey })
    await book(sandbox, { ...body, resource_id: 'res_nobody' }, { idempotencyKey })
    expect(await everything(sandbox)).toEqual(before)
    const answer = await book(sandbox, body, { idempotencyKey })
    expect([answer.status, isReplay(answer)]).toEqual([201, false])
  })

  test('a wrong key, tenant, type or JSON', async () => {
    const sandbox = await forkSandbox()
    const send = (request: object) =>
      sandbox.send('POST', '/v2/bookings', { body, idempotencyKey, ...request })
    const refused = [
      await send({ key: 'sk_test_nobody' }),
      await send({ tenant: 'tnt_stranger' }),
      await send({ headers: { 'content-type': 'text/xml' } }),
      await send({ rawBody: '{' }),
    ]
    expect(refused.map(answer => answer.status)).toEqual([401, 403, 415, 400])
    const answer = await send({})
    expect([answer.status, isReplay(answer)]).toEqual([201, false])
  })

  test('a full bucket', async () => {
    const sandbox = await forkSandbox()
    const limits = JSON.stringify({ per_second: 1, per_minute: 2, per_day: 9 })
    await sandbox.sandbox.store.write(trx => trx.updateTable('tenants').set({ limits }).execute())
    await sandbox.send('GET', '/v2/bookings')
    await sandbox.send('GET', '/v2/bookings')
    const refused = await book(sandbox, body, { idempotencyKey })
    expect(refused.status).toBe(429)
    sandbox.clock.set(sandbox.clock.now() + Number(refused.headers['retry-after']) * 1000)
    const answer = await book(sandbox, body, { idempotencyKey })
    expect([answer.status, isReplay(answer)]).toEqual([201, false])
  })

  test.each(Object.keys(errorCatalogue) as ErrorCode[])('is %s kept? As rules, section 3 say', code => {
    const never = ['validation_failed', 'idempotency_key_in_use', 'idempotency_key_reused', 'internal_error']
    const isFinal = [402, 404, 409, 410, 412, 422].includes(errorCatalogue[code].status)
    expect(isKeptRefusal(new ApiError(code))).toBe(isFinal && !never.includes(code))
  })
})

describe('the header', () => {
  test.each([
    ['one character', 'k'],
    ['255 characters', 'k'.repeat(255)],
    ['printable signs', '!"#$%&\'()*+,-./:;<=>?@[\\]^_`{|}~'],
    ['a space inside', 'my key'],
  ])('takes %s', async (_what, key) => {
    const sandbox = await forkSandbox()
    const send = () => book(sandbox, body, { idempotencyKey: key })
    const [first, again] = [await send(), await send()]
    expect([first.status, isReplay(first), isReplay(again)]).toEqual([201, false, true])
  })

  test.each([
    ['nothing', ''],
    ['spaces only', '   '],
    ['256 characters', 'k'.repeat(256)],
    ['a tab', 'a\tb'],
    ['a NUL', 'a\u0000b'],
    ['DEL', 'a\u007fb'],
    ['a letter beyond ASCII', 'schlüssel'],
  ])('refuses %s', async (_what, key) => {
    const answer = await book(await forkSandbox(), body, { idempotencyKey: key })
    expect([answer.status, answer.json.error.code]).toEqual([400, 'invalid_idempotency_key'])
  })

  test('means nothing to a GET', async () => {
    const sandbox = await forkSandbox()
    const answers = [
      await sandbox.send('GET', '/v2/bookings', { idempotencyKey: 'k'.repeat(300) }),
      await sandbox.send('GET', '/v2/bookings', { idempotencyKey }),
      await sandbox.send('GET', '/v2/bookings', { idempotencyKey }),
    ]
    expect(answers.map(answer => [answer.status, isReplay(answer)])).toEqual(answers.map(() => [200, false]))
  })
})

test('of twenty equal requests at once one books, and the others are told so or to come back', async () => {
  const sandbox = await forkSandbox()
  const answers = await Promise.all(Array.from({ length: 20 }, () => book(sandbox, body, { idempotencyKey })))
  const booked = answers.filter(answer => answer.status === 201)
  const busy = answers.filter(answer => answer.status === 409)
  expect(booked.length + busy.length).toBe(20)
  expect(booked.filter(answer => !isReplay(answer))).toHaveLength(1)
  expect(new Set(booked.map(answer => answer.text)).size).toBe(1)
  for (const answer of busy) {
    expect([answer.json.error.code, answer.headers['retry-after']]).toEqual(['idempotency_key_in_use', '1'])
  }
  const { bookings, idempotency_records: records } = await everything(sandbox)
  expect([bookings?.length, records?.length]).toEqual([2, 1])
  expect(isReplay(await book(sandbox, body, { idempotencyKey }))).toBe(true)
})

test('a request that fails half-way leaves its key free', async () => {
  const sandbox = await forkSandbox()
  expect((await book(sandbox, {}, { idempotencyKey })).status).toBe(422)
  expect(sandbox.sandbox.runningKeys.size).toBe(0)
})
