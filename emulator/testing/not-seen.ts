import type { MessageView } from '../../src/control/message-control.ts'
import type { ClockView, EventView, LoggedRequest } from '../../src/control/sandbox-control.ts'
import { Failure } from '../../src/failure/failure.ts'
import { usualTimeoutMs, type WaitOptions } from './wait-until.ts'

/** As many of what came instead are listed; tests that make more of them know what they look for. */
const mostListed = 20

interface Awaited {
  readonly type?: string | undefined
  readonly status?: string | undefined
  readonly path?: string | undefined
  readonly tenant?: string | undefined
  readonly where?: unknown
}

/** The failure of a wait for an event that did not come, with those that did. */
export function missingEvent(
  awaited: Awaited,
  came: readonly EventView[],
  clock: ClockView,
  options: WaitOptions,
): Failure {
  const lines = came.map(({ type, id, tenant_id, created_at, data }) =>
    [type, String(data.object.id ?? ''), `${tenant_id} ${created_at} ${id}`].filter(Boolean).join('  '),
  )
  return notSeen('no_such_event', `event ${awaited.type ?? ''}`, awaited, lines, options, {
    hint: hintOf(clock),
    details: { arrived: came },
  })
}

/** The failure of a wait for a message that did not come, with those that did. */
export function missingMessage(
  awaited: Pick<Awaited, 'tenant' | 'where'> & { readonly kind?: string | undefined },
  came: readonly MessageView[],
  clock: ClockView,
  options: WaitOptions,
): Failure {
  const lines = came.map(({ kind, to, created_at, subject }) => `${kind}  ${to}  ${created_at}  ${subject}`)
  return notSeen('no_such_message', `message ${awaited.kind ?? ''}`, awaited, lines, options, {
    hint: hintOf(clock),
    details: { arrived: came },
  })
}

/** The failure of a wait for a request that did not come, with those that did. */
export function missingRequest(
  awaited: Awaited,
  came: readonly LoggedRequest[],
  options: WaitOptions,
): Failure {
  const lines = came.map(
    ({ method, path, status, error_code }) => `${status} ${method} ${path} ${error_code ?? ''}`,
  )
  return notSeen('no_such_request', 'request', awaited, lines, options, { details: { arrived: came } })
}

function notSeen(
  code: string,
  what: string,
  { status, path, tenant, where }: Awaited,
  came: readonly string[],
  { timeoutMs = usualTimeoutMs }: WaitOptions,
  more: { readonly hint?: string | undefined; readonly details: unknown },
): Failure {
  const conditions = [
    ...(status === undefined ? [] : [`with status ${status}`]),
    ...(path === undefined ? [] : [`of ${path}`]),
    ...(tenant === undefined ? [] : [`for ${tenant}`]),
    ...(where === undefined ? [] : ['for which `where` is true']),
  ]
  const lines = came.slice(-mostListed).map(line => `\n  ${line.trim()}`)
  const older = came.length - lines.length
  const listed =
    came.length === 0
      ? 'Nothing came.'
      : `What came:${older > 0 ? `\n  (${older} earlier)` : ''}${lines.join('')}`
  const asked = [`No ${what.trim()}`, ...conditions].join(' ')
  const { hint, details } = more
  const message = `${asked} within ${timeoutMs} ms. ${listed}${hint === undefined ? '' : `\n${hint}`}`
  return new Failure('api', code, message, { details, ...(hint !== undefined && { hint }) })
}

/** A clock that stands still is the usual reason why something does not happen. */
function hintOf({ mode, now, next_due_at, pending_jobs }: ClockView): string | undefined {
  if (mode !== 'frozen' || next_due_at === null) return undefined
  const jobs = pending_jobs === 1 ? 'One job waits' : `${pending_jobs} jobs wait`
  return `The clock is frozen at ${now}. ${jobs}, the next for ${next_due_at}: sandbox.clock.advance({ until: 'next' })`
}
