import type { FastifyInstance } from 'fastify'
import { ApiError, validationFailed } from '../../src/contract/errors/errors.ts'
import type { KeyList, KeyMade, KeyView } from '../../src/control/sandbox-control.ts'
import type { Fleet } from '../fleet/fleet.ts'
import { hintOf, type Key, type KeyRing, type KeyScope, randomSecret } from '../fleet/key-ring.ts'
import type { Sandbox } from '../sandbox/sandbox.ts'
import { defaultTenantId } from '../seed/default-members.ts'
import { toAnswer, toStored } from '../store/instants.ts'
import { listTenants, type Tenant } from '../store/tenants.ts'
import { keyBody, revokeBody } from './bodies.ts'
import type { ControlOf, ReadBody, TargetOf } from './control.ts'

/** Registers /_sandbox/keys: which keys open a sandbox. A key itself is told once, when it is made. */
export function registerKeys(
  app: FastifyInstance,
  keyRing: KeyRing,
  controlOf: ControlOf,
  targetOf: TargetOf,
  readBody: ReadBody,
): void {
  const viewIn =
    (fleet: Fleet) =>
    (key: Key): KeyView => ({
      id: key.id,
      hint: key.hint,
      scope: key.scope,
      tenant_id: key.tenantId,
      account_id: key.accountId,
      sandbox: fleet.list().find(({ sandbox }) => sandbox === key.sandbox)?.id ?? '',
      created_at: toAnswer(toStored(key.createdMs)),
    })
  /** Those of the sandbox that X-Sandbox names; without it, those of all behind the port. */
  const keysFor = (request: Parameters<TargetOf>[0]): readonly Key[] => {
    const { fleet } = controlOf(request)
    const named = request.headers['x-sandbox'] === undefined ? fleet.list() : [targetOf(request)]
    return keyRing.keys().filter(key => named.some(({ sandbox }) => sandbox === key.sandbox))
  }
  app.get(
    '/_sandbox/keys',
    (request): KeyList => ({
      data: keysFor(request).map(viewIn(controlOf(request).fleet)),
    }),
  )
  app.post('/_sandbox/keys', async (request, reply): Promise<KeyMade> => {
    const { scope = 'secret', ...wish } = readBody(keyBody, request.body)
    const { fleet } = controlOf(request)
    const { sandbox } = targetOf(request)
    const tenant = await tenantFor(sandbox, wish)
    const secret = randomSecret(scope as KeyScope)
    const made = keyRing.addKey(secret, {
      scope: scope as KeyScope,
      accountId: tenant.accountId,
      tenantId: tenant.id,
      sandbox,
    })
    fleet.onKeysChange()
    reply.code(201)
    return { ...viewIn(fleet)(made), key: secret }
  })
  // A fork's keys are told once, so commands that are told its name only have one of their own. Asked again, it is
  // told again: to whoever knows the control token, which can make keys anyway.
  const runKeys = new WeakMap<Sandbox, string>()
  app.post('/_sandbox/keys/session', async (request): Promise<KeyMade> => {
    const { sandbox } = targetOf(request)
    const tenant = await tenantFor(sandbox, {})
    const known = runKeys.get(sandbox)
    const secret =
      known !== undefined && keyRing.findKey(known) !== undefined ? known : randomSecret('secret')
    const key =
      keyRing.findKey(secret) ??
      keyRing.addKey(secret, {
        scope: 'secret',
        accountId: tenant.accountId,
        tenantId: tenant.id,
        sandbox,
        isOfRun: true,
      })
    runKeys.set(sandbox, secret)
    return { ...viewIn(controlOf(request).fleet)(key), key: secret }
  })
  app.post('/_sandbox/keys/revoke', request => {
    const { key: named } = readBody(revokeBody, request.body)
    const { fleet } = controlOf(request)
    const key = keyNamed(keyRing, keysFor(request), named)
    const view = viewIn(fleet)(key)
    keyRing.revokeKey(key.id)
    fleet.onKeysChange()
    return view
  })
}

/** The tenant of a new key: the one that is named, else the first of the account, else the default one. */
async function tenantFor(
  sandbox: Sandbox,
  { tenant, account }: { readonly tenant?: string; readonly account?: string },
): Promise<Tenant> {
  const tenants = await sandbox.store.read(listTenants)
  const named = tenants.find(({ id }) => id === tenant)
  if (tenant !== undefined && named === undefined)
    throw fault('/tenant', 'not_found', `names no tenant of this sandbox: ${tenant}`)
  if (named !== undefined && account !== undefined && named.accountId !== account)
    throw fault('/account', 'not_possible', `is not the account of ${named.id}, which is ${named.accountId}`)
  const ofAccount = tenants.filter(({ accountId }) => account === undefined || accountId === account)
  const found = named ?? ofAccount.find(({ id }) => id === defaultTenantId) ?? ofAccount[0]
  if (found !== undefined) return found
  throw fault('/account', 'not_found', `has no tenant in this sandbox: ${account}`)
}

/** The key of an id, of a hint that fits one key only, or of the key itself. Throws `not_found`. */
function keyNamed(keyRing: KeyRing, keys: readonly Key[], named: string): Key {
  const exact = keys.find(key => key.id === named || key === keyRing.findKey(named))
  if (exact !== undefined) return exact
  const hinted = keys.filter(({ hint }) => hint === named.replace('...', '…'))
  const [only] = hinted
  if (only !== undefined && hinted.length === 1) return only
  if (hinted.length > 1) {
    const ids = hinted.map(({ id }) => id).join(', ')
    throw fault('/key', 'ambiguous', `is the hint of several keys; name one by its id: ${ids}`)
  }
  // Whoever mistyped a key must not find it in a log.
  const shown = /^[sp]k_/.test(named) && !/…|\.\.\./.test(named) ? hintOf(named) : named
  throw new ApiError('not_found', { message: `There is no key ${shown} here; it may have been revoked` })
}

function fault(path: string, code: string, message: string) {
  return validationFailed([{ path, code, message }])
}
