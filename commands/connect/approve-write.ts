import { parseBaseUrl } from '../../src/client/request-url.ts'
import { Failure } from '../../src/failure/failure.ts'
import { keyShape, maskedKey } from '../../src/profiles/key-shape.ts'
import { confirm } from '../kernel/confirm.ts'
import type { Context } from '../kernel/context.ts'
import { accountOf } from './account.ts'
import type { Connection } from './connection-types.ts'
import { targetOf } from './host-rule.ts'
import { whichSandbox } from './which-sandbox.ts'

export interface Approval {
  /** What is to be done, as people type it: `bookings cancel bk_1`. */
  readonly what: string
  /** Whether it cannot be undone. */
  readonly isDestructive: boolean
  readonly live: boolean
  readonly yes: boolean
  readonly json: boolean
}

/**
 * Asks before a change where that is due: one of real bookings, said with the account that it is made on, and one that
 * cannot be undone. Without a terminal the first needs `--live --yes`, the second `--yes`; else it throws a usage failure.
 */
export async function approveWrite(
  connection: Connection,
  { what, isDestructive, live, yes, json }: Approval,
  context: Context,
): Promise<void> {
  const end = isDestructive ? ' It cannot be undone.' : ''
  const target = targetOf(parseBaseUrl(connection.baseUrl))
  // What has a live key may pass it on to live, unless it is a sandbox of ours.
  const isRelayed =
    target !== 'live' &&
    keyShape(connection.apiKey).mode === 'live' &&
    whichSandbox(connection.baseUrl, context) === undefined
  if (target !== 'live' && !isRelayed) {
    if (isDestructive && !yes) await confirm(`\`${what}\` cannot be undone. Go ahead?`, json, context)
    return
  }
  const account = `${accountOf(connection, context)}, key ${maskedKey(connection.apiKey)}`
  const { stdin, stderr } = context.terminal
  if (live && yes) return await stderr.write(`LIVE: \`${what}\` on ${account}.\n`)
  if (json || !stdin.isTty || !stderr.isTty) {
    throw new Failure('usage', 'live_write', `\`${what}\` would change real bookings, on ${account}`, {
      field: '--live',
      hint: 'Add --live --yes to go ahead, or --dry-run to look at the request.',
    })
  }
  await confirm(`LIVE: \`${what}\` on ${account}.${end} Go ahead?`, json, context)
}
