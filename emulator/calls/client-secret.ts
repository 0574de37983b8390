import { ApiError } from '../../src/contract/errors/errors.ts'
import { clientSecretOf } from '../store/ids.ts'
import type { Call } from './call.ts'

/**
 * Publishable keys must know the secret of the object that is named; otherwise it does not exist for them. Asked before
 * any replay: a known idempotency key must not hand out what the secret guards, and a 404 for want of it is not kept.
 */
export function refuseWithoutClientSecret(call: Call): void {
  const { key, sandbox, tenant } = call.caller
  if (key.scope === 'secret') return
  const objectId = guardedObject(call)
  if (objectId === undefined) return
  if (call.clientSecret === clientSecretOf(sandbox.seed, tenant.id, objectId)) return
  throw new ApiError('not_found', {
    message: `There is no ${objectId} here; check the id and the client secret (X-Client-Secret)`,
  })
}

/** True where the call names an object that only its secret opens. */
export function isGuarded(call: Call): boolean {
  return (
    call.caller.key.scope === 'publishable' &&
    (call.operation.needsClientSecret || call.operation.clientSecretMember !== null)
  )
}

/** The object for which a secret is needed: of the path, or of a member of the body that may be left out. */
function guardedObject({ operation, input }: Call): string | undefined {
  if (operation.needsClientSecret) return Object.values(input.params)[0] ?? ''
  if (operation.clientSecretMember === null) return undefined
  return (input.body as Readonly<Record<string, string | undefined>> | null)?.[operation.clientSecretMember]
}
