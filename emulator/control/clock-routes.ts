import type { FastifyInstance } from 'fastify'
import { validationFailed } from '../../src/contract/errors/errors.ts'
import { instantMs, latestClockMs } from '../../src/contract/instants.ts'
import type { ClockChange, FiredJob } from '../../src/control/sandbox-control.ts'
import type { FleetSandbox } from '../fleet/fleet-sandbox.ts'
import { advanceBody, freezeBody, resumeBody, setBody } from './bodies.ts'
import type { ReadBody, TargetOf } from './control.ts'
import { leftBy } from './who-is-gone.ts'

/** Registers /_sandbox/clock: what it shows, and every way to move it. */
export function registerClock(app: FastifyInstance, targetOf: TargetOf, readBody: ReadBody): void {
  const changed = async (target: FleetSandbox, firing: Promise<FiredJob[]>): Promise<ClockChange> => {
    const fired = await firing
    target.onClockChange()
    return { fired, clock: await target.clock.view() }
  }
  app.get('/_sandbox/clock', request => targetOf(request).clock.view())
  app.post('/_sandbox/clock/freeze', request => {
    const { at } = readBody(freezeBody, request.body)
    const target = targetOf(request)
    return changed(target, target.clock.freeze(at === undefined ? null : settable(at)))
  })
  app.post('/_sandbox/clock/set', (request, reply) => {
    const { at } = readBody(setBody, request.body)
    const target = targetOf(request)
    return changed(target, target.clock.set(settable(at), leftBy(reply)))
  })
  app.post('/_sandbox/clock/resume', request => {
    const { real } = readBody(resumeBody, request.body)
    const target = targetOf(request)
    return changed(target, target.clock.resume(real === true))
  })
  app.post('/_sandbox/clock/advance', (request, reply) => {
    const { deliver = true, ...goals } = readBody(advanceBody, request.body)
    if (Object.keys(goals).length !== 1)
      throw fault('', 'one_goal', 'must say how far in one way: by_seconds, to or until')
    const { by_seconds, to, until } = goals
    const target = targetOf(request)
    // Who interrupts a century that was mistyped wants the clock back.
    const options = { deliver, left: leftBy(reply) }
    if (until !== undefined) return changed(target, target.clock.advance({ until }, options))
    // What the time is then is known when the advances before this one have ended.
    const toMs = (nowMs: number) =>
      to === undefined
        ? reachable('/by_seconds', nowMs, nowMs + (by_seconds ?? 0) * 1000)
        : reachable('/to', nowMs, instantMs(to))
    return changed(target, target.clock.advance({ toMs }, options))
  })
}

const endOfTime = `${new Date(latestClockMs).toISOString().slice(0, 19)}Z, where the clock of a sandbox ends`

/** The instant to which an advance leads, both in milliseconds. Throws `validation_failed` for the past, and for the end of time. */
function reachable(path: string, nowMs: number, toMs: number): number {
  if (toMs < nowMs) throw fault('/to', 'in_past', 'lies before the time of the sandbox; use set to go back')
  if (toMs > latestClockMs) throw fault(path, 'too_large', `leads beyond ${endOfTime}`)
  return toMs
}

/** The instant at which the clock is put, in milliseconds. Throws `validation_failed` for one behind the end of time. */
function settable(at: string): number {
  const ms = instantMs(at)
  if (ms > latestClockMs) throw fault('/at', 'too_large', `lies beyond ${endOfTime}`)
  return ms
}

function fault(path: string, code: string, message: string) {
  return validationFailed([{ path, code, message }])
}
