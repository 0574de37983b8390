import { StorageFault } from '../../emulator/store/storage-fault.ts'
import type { ErrorCode } from '../../src/contract/errors/errors.ts'
import type { Operation } from '../../src/contract/operation.ts'
import type { TestAnswer } from '../world/sandbox.ts'
import { sendExample, urlOf, type WalkedSandbox } from './requests.ts'

type Trigger = (sandbox: WalkedSandbox, operation: Operation) => Promise<TestAnswer>

/**
 * How to bring about each error that follows from an operation's shape, for any operation. An operation's own
 * refusals bring their examples with them; a code without either fails the walk.
 */
export const errorTriggers: Partial<Record<ErrorCode, Trigger>> = {
  missing_api_key: (sandbox, operation) => sendExample(sandbox, operation, undefined, { key: null }),
  invalid_api_key: (sandbox, operation) =>
    sendExample(sandbox, operation, undefined, { key: 'sk_test_unknown' }),
  live_key_in_sandbox: (sandbox, operation) =>
    sendExample(sandbox, operation, undefined, { key: 'sk_live_4eC39HqLyjWDarjtT1zdp7dc' }),
  untrusted_host: (sandbox, operation) =>
    sendExample(sandbox, operation, undefined, { headers: { host: 'rebound.example:4332' } }),
  secret_key_in_browser: (sandbox, operation) =>
    sendExample(sandbox, operation, undefined, { headers: { origin: 'http://localhost:3000' } }),
  insufficient_scope: (sandbox, operation) =>
    sendExample(sandbox, operation, undefined, { key: 'publishable' }),
  tenant_mismatch: (sandbox, operation) =>
    sendExample(sandbox, operation, undefined, { tenant: 'tnt_stranger' }),
  rate_limited: async (sandbox, operation) => {
    const limits = JSON.stringify({ per_second: 1, per_minute: 100, per_day: 100 })
    await sandbox.sandbox.store.write(trx => trx.updateTable('tenants').set({ limits }).execute())
    await sendExample(sandbox, operation)
    await sendExample(sandbox, operation)
    return await sendExample(sandbox, operation)
  },
  payload_too_large: (sandbox, operation) =>
    sendExample(sandbox, operation, undefined, { rawBody: `"${'x'.repeat(2_000_000)}"` }),
  unsupported_media_type: (sandbox, operation) =>
    sendExample(sandbox, operation, undefined, { rawBody: '<a/>', headers: { 'content-type': 'text/xml' } }),
  invalid_json: (sandbox, operation) => sendExample(sandbox, operation, undefined, { rawBody: '{"a":' }),
  invalid_idempotency_key: (sandbox, operation) =>
    sendExample(sandbox, operation, undefined, { idempotencyKey: 'k'.repeat(300) }),
  idempotency_key_in_use: async (sandbox, operation) => {
    // The tenant is known after one request; from then on only the write waits for the writer that is held here.
    await sendExample(sandbox, operation, undefined, { rawBody: '{' })
    const released = Promise.withResolvers<void>()
    const holding = sandbox.sandbox.store.write(() => released.promise)
    const first = sendExample(sandbox, operation, undefined, { idempotencyKey: 'same' })
    const second = await sendExample(sandbox, operation, undefined, { idempotencyKey: 'same' })
    released.resolve()
    await Promise.all([first, holding])
    return second
  },
  idempotency_key_reused: async (sandbox, operation) => {
    await sendExample(sandbox, operation, undefined, { idempotencyKey: 'same' })
    return await sendExample(sandbox, operation, undefined, {
      idempotencyKey: 'same',
      rawBody: '{"another":"body"}',
    })
  },
  invalid_cursor: (sandbox, operation) =>
    sendExample(sandbox, operation, { ...operation.examples[0], query: { cursor: 'eyJpZCI6ImJrXzAxIn0' } }),
  validation_failed: (sandbox, operation) =>
    operation.body === null
      ? sandbox.send(operation.method, withUnknownParameter(urlOf(operation, operation.examples[0])))
      : sendExample(sandbox, operation, undefined, { rawBody: '{"unknown_field":1}' }),
  storage_unavailable: async (sandbox, operation) => {
    const { store } = sandbox.sandbox
    const { read, write } = store
    const fail = () => Promise.reject(new StorageFault('disk_full'))
    Object.assign(store, { read: fail, write: fail })
    const answer = await sendExample(sandbox, operation)
    Object.assign(store, { read, write })
    return answer
  },
  revision_mismatch: (sandbox, operation) =>
    sendExample(sandbox, operation, undefined, { headers: { 'if-match': '"999"' } }),
  not_found: (sandbox, operation) => {
    if (operation.clientSecretMember !== null) return withoutClientSecret(sandbox, operation)
    return sendExample(sandbox, operation, {
      ...operation.examples[0],
      params: Object.fromEntries(
        Object.entries(operation.examples[0].params ?? {}).map(([name, id]) => [name, `${id}_unknown`]),
      ),
    })
  },
}

/** A publishable key names an object in the body whose secret it does not send. */
function withoutClientSecret(sandbox: WalkedSandbox, operation: Operation): Promise<TestAnswer> {
  const [{ body }] = operation.examples
  const member = operation.clientSecretMember ?? ''
  const { properties } = operation.body as unknown as {
    properties: Record<string, { 'x-id-prefix': string }>
  }
  const id = `${properties[member]?.['x-id-prefix']}_unknown`
  return sendExample(
    sandbox,
    operation,
    { body: { ...(body as object), [member]: id } },
    { key: 'publishable' },
  )
}

function withUnknownParameter(url: string): string {
  return `${url}${url.includes('?') ? '&' : '?'}unknown_parameter=1`
}
