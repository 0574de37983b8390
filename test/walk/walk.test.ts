import Fastify from 'fastify'
import type { TSchema } from 'typebox'
import { describe, expect, test } from 'vitest'
import { createKeyRing } from '../../emulator/fleet/key-ring.ts'
import { registerOperations } from '../../emulator/pipeline/routes.ts'
import { defaultAccountId, defaultTenantId } from '../../emulator/seed/default-members.ts'
import { clientSecretOf } from '../../emulator/store/ids.ts'
import { createValidators } from '../../emulator/validation/validation.ts'
import { docUrlOf, type ErrorCode, errorCatalogue } from '../../src/contract/errors/errors.ts'
import { errorsOf, isMutation } from '../../src/contract/errors/errors-of.ts'
import { operations } from '../../src/contract/index.ts'
import { fileKindOf } from '../../src/contract/media-types.ts'
import type { Operation } from '../../src/contract/operation.ts'
import { forkSandbox, requestsTo, type TestAnswer } from '../world/sandbox.ts'
import { expectDeclared, typesOf } from './emitted.ts'
import { provoke } from './provoke.ts'
import { sendExample, sendStaged, take } from './requests.ts'

const validatorOf = createValidators()

describe.each(operations.map(operation => [operation.id, operation] as const))('%s', (_id, operation) => {
  test.each(operation.examples.map(example => [example.title, example] as const))(
    'answers its example: %s',
    async (_title, example) => {
      const sandbox = await forkSandbox('default')
      const answer = await sendExample(sandbox, operation, example)
      expect(answer.json?.error?.code).toBeUndefined()
      expect(answer.status).toBe(operation.status)
      expect(answer.headers['content-type']).toMatch(new RegExp(`^${operation.mediaType}(; |$)`))
      expect(answer.headers['x-request-id']).toMatch(/^req_[0-9A-Z]{26}$/)
      expect(Number(answer.headers['x-rate-limit-remaining'])).toBeGreaterThan(0)
      if (operation.mediaType === 'application/json')
        expect(validatorOf(operation.result)(answer.json)).toEqual([])
      else expectFile(answer, fileKindOf(operation.mediaType))
      const events = await sandbox.events()
      expectDeclared(operation.emits, events)
      const caused = operation.emits.filter(emission => emission.example === example)
      expect(typesOf(events)).toEqual(expect.arrayContaining(typesOf(caused)))
    },
  )

  // Those that an example of the operation causes are looked for above.
  const staged = operation.emits.filter(({ example }) => !operation.examples.some(one => one === example))
  test.each(staged.map(({ type, example }) => [type, example] as const))(
    'emits %s',
    async (type, example) => {
      const sandbox = await forkSandbox('default')
      await take(sandbox, example.after)
      const before = await sandbox.events()
      const answer = await sendStaged(sandbox, operation, example)
      // A refusal that is kept with its rows may emit too, such as that of a declined payment.
      const { code } = answer.json?.error ?? {}
      if (code === undefined) expect(answer.status).toBe(operation.status)
      else expect(Object.keys(operation.refusals), answer.text).toContain(code)
      const events = (await sandbox.events()).slice(before.length)
      expectDeclared(operation.emits, events)
      expect(typesOf(events)).toContain(type)
    },
  )

  test.each(errorsOf(operation).filter(code => code !== 'internal_error'))('answers %s', async code => {
    const sandbox = await forkSandbox('default')
    const answer = await provoke(sandbox, operation, code)
    expectError(answer, code)
    expect(answer.headers['www-authenticate']).toBe(
      errorCatalogue[code].status === 401 ? 'Bearer' : undefined,
    )
    if (code === 'rate_limited') expect(Number(answer.headers['retry-after'])).toBeGreaterThanOrEqual(1)
  })

  test('answers internal_error when its handler breaks, and keeps nothing', async () => {
    const { sandbox } = await forkSandbox('default')
    const keyRing = createKeyRing({ allowLiveKeys: false })
    const keys = { secret: 'sk_test_broken', publishable: 'pk_test_broken' }
    const key = { scope: 'secret', accountId: defaultAccountId, tenantId: defaultTenantId, sandbox } as const
    keyRing.addKey(keys.secret, key)
    const bugs: unknown[] = []
    const app = Fastify({ genReqId: () => 'req_00000000000000000000000000' })
    registerOperations(app, {
      keyRing,
      operations: [operation],
      handlers: { [operation.id]: () => Promise.reject(new Error('a secret of ours')) },
      reportBug: error => bugs.push(error),
    })
    const answer = await sendExample(
      { ...(await forkSandbox('default')), ...requestsTo(app, sandbox, keys) },
      operation,
    )
    expectError(answer, 'internal_error')
    expect(answer.text).not.toContain('a secret of ours')
    expect(bugs).toHaveLength(1)
  })

  test('knows nothing of another tenant', async () => {
    const sandbox = await forkSandbox('default')
    const answer = await sendExample(sandbox, operation, undefined, { tenant: 'tnt_ideadunes' })
    if (operation.path.includes('{')) expectError(answer, 'not_found')
    else if (operation.orders !== null) expect(answer.json).toMatchObject({ data: [], has_more: false })
    else if (refersToOthers(operation)) {
      expectError(answer, 'validation_failed')
      expect(answer.json.error.details.fields).toContainEqual(expect.objectContaining({ code: 'not_found' }))
    }
    expect(await sandbox.eventTypes()).toEqual([])
  })

  if (operation.needsClientSecret)
    test('shows a publishable key no hidden member', async () => {
      // Each in a sandbox of its own: a move cannot be made twice.
      const [whole, sandbox] = [
        await sendExample(await forkSandbox('default'), operation),
        await forkSandbox('default'),
      ]
      const [id = ''] = Object.values(operation.examples[0].params ?? {})
      const secret = clientSecretOf(sandbox.sandbox.seed, defaultTenantId, id)
      const seen = await sendExample(sandbox, operation, undefined, {
        key: 'publishable',
        headers: { 'x-client-secret': secret },
      })
      expect(seen.status).toBe(operation.status)
      const hidden = hiddenMembers(operation.result)
      // A file has no members; its own test says what publishable keys do not see.
      expect(Object.keys(whole.json ?? {})).toEqual(expect.arrayContaining(hidden))
      expect(Object.keys(seen.json ?? {}).filter(name => hidden.includes(name))).toEqual([])
      const wrong = await sendExample(sandbox, operation, undefined, {
        key: 'publishable',
        headers: { 'x-client-secret': 'cs_wrong' },
      })
      expectError(wrong, 'not_found')
    })

  // A file has no members; its own test says what publishable keys do not see.
  const isShownToAll = operation.mediaType === 'application/json' && !operation.needsClientSecret
  if (operation.scope === 'publishable' && operation.method === 'GET' && isShownToAll)
    test('shows a publishable key the same without the hidden members', async () => {
      const sandbox = await forkSandbox('default')
      const [whole, seen] = [
        await sendExample(sandbox, operation),
        await sendExample(sandbox, operation, undefined, { key: 'publishable' }),
      ]
      expect(seen.status, seen.text).toBe(operation.status)
      const hidden = hiddenMembers(itemOf(operation))
      const rows = (json: object) => ('data' in json ? (json.data as object[]) : [json])
      const shown = rows(whole.json).map(row =>
        Object.fromEntries(Object.entries(row).filter(([name]) => !hidden.includes(name))),
      )
      expect(rows(seen.json)).toEqual(shown)
    })

  if (isMutation(operation))
    test('is replayed byte for byte, with one effect', async () => {
      const sandbox = await forkSandbox('default')
      const first = await sendExample(sandbox, operation, undefined, { idempotencyKey: 'once' })
      const events = await sandbox.events()
      const again = await sendExample(sandbox, operation, undefined, { idempotencyKey: 'once' })
      expect([again.status, again.text, again.headers.etag]).toEqual([
        first.status,
        first.text,
        first.headers.etag,
      ])
      expect(again.headers['x-idempotent-replayed']).toBe('true')
      expect(again.headers['x-original-request-id']).toBe(first.headers['x-request-id'])
      expect(again.headers['x-request-id']).not.toBe(first.headers['x-request-id'])
      expect(await sandbox.events()).toEqual(events)
    })
})

/** A file comes with the name to save it by, and is text where its kind is text. */
function expectFile(answer: TestAnswer, { extension, isText }: ReturnType<typeof fileKindOf>): void {
  expect(answer.headers['content-disposition']).toMatch(
    new RegExp(`^attachment; filename=".+\\.${extension}"`),
  )
  expect(answer.headers['content-type']?.includes('charset=utf-8')).toBe(isText)
  expect(answer.bytes.length).toBeGreaterThan(0)
  if (isText) expect(new Uint8Array(Buffer.from(answer.text))).toEqual(new Uint8Array(answer.bytes))
}

function expectError(answer: TestAnswer, code: ErrorCode): void {
  expect(answer.json?.error?.code, answer.text).toBe(code)
  expect(answer.status).toBe(errorCatalogue[code].status)
  expect(answer.json.error).toMatchObject({
    doc_url: docUrlOf(code),
    request_id: answer.headers['x-request-id'],
    message: expect.stringMatching(/\w{3}/),
  })
  expect(answer.text).not.toMatch(/node_modules|\.ts:\d|\bat \w+ \(/)
}

function refersToOthers(operation: Operation): boolean {
  return Object.keys((operation.examples[0].body as object | undefined) ?? {}).some(name =>
    name.endsWith('_id'),
  )
}

function hiddenMembers(schema: TSchema): string[] {
  const { properties = {} } = schema as { properties?: Record<string, { 'x-publishable'?: boolean }> }
  return Object.entries(properties)
    .filter(([, member]) => member['x-publishable'] === false)
    .map(([name]) => name)
}

/** The schema of a list's rows, or of the one object. */
function itemOf({ orders, result }: Operation): TSchema {
  if (orders === null) return result
  return (result as unknown as { properties: { data: { items: TSchema } } }).properties.data.items
}
