import { apiCommand } from '../api/api-command.ts'
import type { Command } from '../kernel/command.ts'
import type { ContractFiles } from '../kernel/contract-files.ts'

/**
 * Commands that stand for no operation, in the order of the help. Each loads when it is run, or when help lists
 * it: whoever types `bookings list` does not pay for its neighbours.
 */
const written: Readonly<Record<string, () => Promise<Command>>> = {
  'sandbox:start': async () => (await import('../sandbox/start.ts')).startSandbox,
  'sandbox:stop': async () => (await import('../sandbox/stop.ts')).stopSandbox,
  'sandbox:status': async () => (await import('../sandbox/status.ts')).sandboxStatus,
  'sandbox:list': async () => (await import('../sandbox/list.ts')).listSandboxes,
  'sandbox:open': async () => (await import('../sandbox/open.ts')).openSandbox,
  'sandbox:wait': async () => (await import('../sandbox/wait.ts')).waitForSandbox,
  'sandbox:reset': async () => (await import('../sandbox/reset.ts')).resetSandbox,
  'sandbox:seed': async () => (await import('../sandbox/seed.ts')).seedSandbox,
  'sandbox:logs': async () => (await import('../sandbox/logs.ts')).sandboxLogs,
  'sandbox:fork': async () => (await import('../sandbox/fork.ts')).forkSandbox,
  'sandbox:discard': async () => (await import('../sandbox/discard.ts')).discardFork,
  'sandbox:messages:list': async () => (await import('../sandbox/messages/list.ts')).listMessages,
  'sandbox:messages:get': async () => (await import('../sandbox/messages/get.ts')).getMessage,
  'sandbox:messages:open': async () => (await import('../sandbox/messages/open.ts')).openMessage,
  'sandbox:tenants:create': async () => (await import('../sandbox/tenants/create.ts')).createTenant,
  'sandbox:tenants:list': async () => (await import('../sandbox/tenants/list.ts')).listTenants,
  'sandbox:tenants:set-plan': async () => (await import('../sandbox/tenants/set-plan.ts')).setPlan,
  'sandbox:keys:create': async () => (await import('../sandbox/keys/create.ts')).createKey,
  'sandbox:keys:list': async () => (await import('../sandbox/keys/list.ts')).listKeys,
  'sandbox:keys:revoke': async () => (await import('../sandbox/keys/revoke.ts')).revokeKey,
  'sandbox:faults:add': async () => (await import('../sandbox/faults/add.ts')).addFault,
  'sandbox:faults:list': async () => (await import('../sandbox/faults/list.ts')).listFaults,
  'sandbox:faults:remove': async () => (await import('../sandbox/faults/remove.ts')).removeFaults,
  'sandbox:faults:clear': async () => (await import('../sandbox/faults/clear.ts')).clearFaults,
  'sandbox:snapshot:save': async () => (await import('../sandbox/snapshot/save.ts')).saveSnapshot,
  'sandbox:snapshot:list': async () => (await import('../sandbox/snapshot/list.ts')).listSnapshots,
  'sandbox:snapshot:restore': async () => (await import('../sandbox/snapshot/restore.ts')).restoreSnapshot,
  'sandbox:snapshot:diff': async () => (await import('../sandbox/snapshot/diff.ts')).diffSnapshots,
  'sandbox:snapshot:delete': async () => (await import('../sandbox/snapshot/delete.ts')).deleteSnapshot,
  'sandbox:snapshot:export': async () => (await import('../sandbox/snapshot/export.ts')).exportSnapshot,
  'sandbox:snapshot:import': async () => (await import('../sandbox/snapshot/import.ts')).importSnapshot,
  'sandbox:clock:show': async () => (await import('../sandbox/clock/show.ts')).showClock,
  'sandbox:clock:freeze': async () => (await import('../sandbox/clock/freeze.ts')).freezeClock,
  'sandbox:clock:set': async () => (await import('../sandbox/clock/set.ts')).setClock,
  'sandbox:clock:advance': async () => (await import('../sandbox/clock/advance.ts')).advanceClock,
  'sandbox:clock:resume': async () => (await import('../sandbox/clock/resume.ts')).resumeClock,
  listen: async () => (await import('../listen/listen.ts')).listen,
  'events:tail': async () => (await import('../events/tail.ts')).tailEvents,
  'events:resend': async () => (await import('../events/resend.ts')).resendEvent,
  'webhooks:send': async () => (await import('../webhooks/send.ts')).sendWebhook,
  'webhooks:deliveries:recover': async () => (await import('../webhooks/recover.ts')).recoverDeliveries,
  login: async () => (await import('../account/login.ts')).login,
  logout: async () => (await import('../account/logout.ts')).logout,
  whoami: async () => (await import('../account/whoami.ts')).whoami,
  use: async () => (await import('../account/use.ts')).use,
  'keys:list': async () => (await import('../account/keys/list.ts')).listStoredKeys,
  'keys:add': async () => (await import('../account/keys/add.ts')).addKey,
  'keys:show': async () => (await import('../account/keys/show.ts')).showKey,
  'keys:use': async () => (await import('../account/keys/use.ts')).useKey,
  'keys:remove': async () => (await import('../account/keys/remove.ts')).removeKey,
  'config:list': async () => (await import('../account/config/list.ts')).listConfig,
  'config:get': async () => (await import('../account/config/get.ts')).getConfig,
  'config:set': async () => (await import('../account/config/set.ts')).setConfig,
  api: async () => (await import('../api/raw/raw-request.ts')).apiRequestByHand,
  graphql: async () => (await import('../api/graphql/graphql-command.ts')).graphqlCommand,
  'audit:verify': async () => (await import('../audit/verify.ts')).verifyAudit,
  doctor: async () => (await import('../doctor/doctor.ts')).doctor,
  autocomplete: async () => (await import('../about/autocomplete.ts')).autocomplete,
  errors: async () => (await import('../about/errors.ts')).errors,
  openapi: async () => (await import('../about/openapi.ts')).openapi,
  version: async () => (await import('../about/version.ts')).version,
}

/** The part of the contract that names its commands. */
type Indexed = Pick<ContractFiles, 'index'>

/** Ids of the commands that are written by hand, which help lists behind those of the API. */
export const writtenIds: readonly string[] = Object.keys(written)

/** All ids of commands: those of the API in the order of the contract, then the others. */
export function commandIds(contract: Indexed): readonly string[] {
  return [...Object.keys(contract.index()), ...writtenIds]
}

/** The command of an id, loaded or made now; undefined if there is none. */
export async function commandOf(id: string, contract: Indexed): Promise<Command | undefined> {
  if (Object.hasOwn(written, id)) return await written[id]?.()
  const index = contract.index()
  const entry = Object.hasOwn(index, id) ? index[id] : undefined
  return entry === undefined ? undefined : apiCommand(id, entry)
}

/** Commands as people type them, each with its summary; loads every one of them. */
export function commandSummaries(ids: readonly string[], contract: Indexed) {
  return Promise.all(
    ids.map(async id => [id.replaceAll(':', ' '), (await commandOf(id, contract))?.summary ?? ''] as const),
  )
}
