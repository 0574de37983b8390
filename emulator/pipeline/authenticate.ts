import type { IncomingHttpHeaders } from 'node:http'
import { ApiError } from '../../src/contract/errors/errors.ts'
import type { Operation } from '../../src/contract/operation.ts'
import { isLiveKey, type Key, type KeyRing } from '../fleet/key-ring.ts'
import type { Tenant } from '../store/tenants.ts'

/** Who calls, and for which tenant. */
export interface Caller {
  readonly key: Key
  readonly tenant: Tenant
}

/**
 * Finds key and tenant of a request. Throws 401 for the key, then 403 for the scope of the operation and for a
 * tenant outside of the key's account: in this order, and before any limit is spent.
 * `admit` may refuse a good key for where it comes from.
 */
export async function authenticate(
  keyRing: KeyRing,
  operation: Pick<Operation, 'scope' | 'summary'>,
  headers: IncomingHttpHeaders,
  admit: (key: Key) => void = () => {},
): Promise<Caller> {
  const key = keyOf(keyRing, headers.authorization)
  admit(key)
  requireScope(operation, key)
  const header = headers['x-tenant-id']
  const tenantId = header === undefined ? key.tenantId : String(header)
  if (tenantId.trim() === '') {
    throw new ApiError('tenant_mismatch', {
      message: 'X-Tenant-Id is empty; name a tenant of the account of this API key, or leave the header out',
    })
  }
  const tenant = await key.sandbox.tenant(tenantId)
  if (tenant === undefined || tenant.accountId !== key.accountId) {
    throw new ApiError('tenant_mismatch', {
      message: `The tenant ${tenantId} does not belong to the account of this API key; check X-Tenant-Id`,
    })
  }
  return { key, tenant }
}

/** Throws `insufficient_scope` where a publishable key asks for what only secret keys may. */
export function requireScope(
  { scope, summary }: Pick<Operation, 'scope' | 'summary'>,
  key: Pick<Key, 'scope'>,
): void {
  if (scope === 'publishable' || key.scope === 'secret') return
  throw new ApiError('insufficient_scope', {
    message: `A publishable key may not call this operation (${summary}); send a secret key from your server`,
  })
}

function keyOf(keyRing: KeyRing, authorization: string | undefined): Key {
  const headers = { 'www-authenticate': 'Bearer' }
  if (authorization === undefined || authorization.trim() === '') {
    throw new ApiError('missing_api_key', {
      message: 'No API key was sent; send the header Authorization: Bearer sk_test_…',
      headers,
    })
  }
  const [, secret] = /^Bearer +(\S+)$/i.exec(authorization.trim()) ?? []
  if (secret === undefined) {
    throw new ApiError('invalid_api_key', {
      message: 'The Authorization header is not of the form Bearer <key>',
      headers,
    })
  }
  if (isLiveKey(secret) && !keyRing.allowLiveKeys) {
    throw new ApiError('live_key_in_sandbox', {
      message:
        'A live key was sent to the local sandbox; use its sk_test_ key, or start it with --allow-live-keys',
      headers,
    })
  }
  const key = keyRing.findKey(secret)
  if (key === undefined) {
    throw new ApiError('invalid_api_key', {
      message: 'The API key is unknown to this sandbox; use one that it printed at start',
      headers,
    })
  }
  return key
}
