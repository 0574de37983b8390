import { apiCommand } from '../api/api-command.ts'
import type { Command } from './command.ts'
import type { ContractFiles } from './contract-files.ts'

/**
 * Commands that stand for no operation, in the order of the help. Each loads when it is run, or when help lists
 * it: whoever types `bookings list` does not pay for its neighbours.
 */
const written: Readonly<Record<string, () => Promise<Command>>> = {
  'sandbox:start': async () => (await import('../sandbox/start.ts')).startSandbox,
  'sandbox:stop': async () => (await import('../sandbox/stop.ts')).stopSandbox,
  'sandbox:status': async () => (await import('../sandbox/status.ts')).sandboxStatus,
  'sandbox:wait': async () => (await import('../sandbox/wait.ts')).waitForSandbox,
  'sandbox:reset': async () => (await import('../sandbox/reset.ts')).resetSandbox,
  'sandbox:logs': async () => (await import('../sandbox/logs.ts')).sandboxLogs,
  'sandbox:fork': async () => (await import('../sandbox/fork.ts')).forkSandbox,
  'sandbox:discard': async () => (await import('../sandbox/discard.ts')).discardFork,
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
  errors: async () => (await import('../errors.ts')).errors,
  openapi: async () => (await import('../openapi.ts')).openapi,
  version: async () => (await import('../version.ts')).version,
}

/** Ids of the commands that are written by hand, which help lists behind those of the API. */
export const writtenIds: readonly string[] = Object.keys(written)

/** All ids of commands: those of the API in the order of the contract, then the others. */
export function commandIds(contract: ContractFiles): readonly string[] {
  return [...Object.keys(contract.index()), ...writtenIds]
}

/** The command of an id, loaded or made now; undefined if there is none. */
export async function commandOf(id: string, contract: ContractFiles): Promise<Command | undefined> {
  if (Object.hasOwn(written, id)) return await written[id]?.()
  const index = contract.index()
  const entry = Object.hasOwn(index, id) ? index[id] : undefined
  return entry === undefined ? undefined : apiCommand(id, entry)
}
