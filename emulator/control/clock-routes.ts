import type { FastifyInstance } from 'fastify'
import { validationFailed } from '../../src/contract/errors.ts'
import { instantMs, latestMs } from '../../src/contract/instants.ts'
import type { ClockChange, FiredJob } from '../../src/sandbox-control.ts'
import type { Goal } from '../jobs/clock-control.ts'
import { advanceBody, freezeBody, resumeBody, setBody } from './bodies.ts'
import type { ControlOptions, ReadBody } from './routes.ts'

/** Registers /_sandbox/clock: what it shows, and every way to move it. */
export function registerClock(app: FastifyInstance, options: ControlOptions, readBody: ReadBody): void {
  const { clock, sandbox, onClockChange } = options
  const changed = async (firing: Promise<FiredJob[]>): Promise<ClockChange> => {
    const fired = await firing
    onClockChange()
    return { fired, clock: await clock.view() }
  }
  app.get('/_sandbox/clock', () => clock.view())
  app.post('/_sandbox/clock/freeze', request => {
    const { at } = readBody(freezeBody, request.body)
    return changed(clock.freeze(at === undefined ? null : instantMs(at)))
  })
  app.post('/_sandbox/clock/set', request =>
    changed(clock.set(instantMs(readBody(setBody, request.body).at))),
  )
  app.post('/_sandbox/clock/resume', request =>
    changed(clock.resume(readBody(resumeBody, request.body).real === true)),
  )
  app.post('/_sandbox/clock/advance', request => {
    const { by_seconds, to, until } = readBody(advanceBody, request.body)
    if (until !== undefined) return changed(clock.advance({ until }))
    const nowMs = sandbox.clock.now()
    const goal: Goal = { toMs: to === undefined ? nowMs + (by_seconds ?? 0) * 1000 : instantMs(to) }
    if (goal.toMs < nowMs)
      throw fault('/to', 'in_past', 'lies before the time of the sandbox; use set to go back')
    if (goal.toMs > latestMs) throw fault('/by_seconds', 'too_large', 'leads beyond the year 9999')
    return changed(clock.advance(goal))
  })
}

function fault(path: string, code: string, message: string) {
  return validationFailed([{ path, code, message }])
}
