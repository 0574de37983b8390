import fc from 'fast-check'
import { expect, test } from 'vitest'
import { forkSandbox } from '../../world/sandbox.ts'
import { advanceTo, historyOf, move, putService, readBooking, takenBy } from './booking-life.ts'
import { bodyAt, book } from './booking-world.ts'

/** Times in minutes from the start of the booking, which is 30 minutes long. */
const start = '2026-04-20T05:00:00Z'
const startMs = Date.parse(start)
const lengthMin = 30
const policy = {
  reminders_min: [],
  confirm_within_min: 60 * 24 * 9,
  auto_no_show: true,
  no_show_grace_min: 15,
  check_in_window_min: 30,
  auto_complete_after_min: 10,
}

const verbs = ['confirm', 'decline', 'cancel', 'check_in', 'complete', 'no_show'] as const

type Verb = (typeof verbs)[number]
type Step = { readonly verb: Verb } | { readonly waitMin: number }

/** A booking as small as it can be: where it stands, since when, and how much of its time is taken. */
interface Model {
  status: string
  revision: number
  events: string[]
  takenMin: number | null
}

const outcomes: Readonly<Record<Verb, { readonly from: readonly string[]; readonly to: string }>> = {
  confirm: { from: ['pending'], to: 'confirmed' },
  decline: { from: ['pending'], to: 'declined' },
  cancel: { from: ['pending', 'confirmed', 'checked_in'], to: 'cancelled' },
  check_in: { from: ['confirmed'], to: 'checked_in' },
  complete: { from: ['confirmed', 'checked_in'], to: 'completed' },
  no_show: { from: ['confirmed'], to: 'no_show' },
}

/** What the model answers: the status of HTTP. Changes the model where the move is made. */
function moveModel(model: Model, verb: Verb, nowMin: number): number {
  const { from, to } = outcomes[verb]
  if (!from.includes(model.status)) return 409
  if (verb === 'check_in' && (nowMin < -30 || nowMin > lengthMin)) return 422
  if (verb === 'complete' && nowMin < 0) return 422
  if (verb === 'no_show' && nowMin < 15) return 422
  enter(model, to, nowMin)
  return 200
}

function enter(model: Model, status: string, nowMin: number): void {
  model.status = status
  model.revision += 1
  model.events.push(`booking.${status}`)
  if (status === 'cancelled' || status === 'declined') model.takenMin = null
  if (status === 'completed' || status === 'no_show') model.takenMin = Math.min(lengthMin, nowMin)
}

/** What the clock does on the way, minute by minute: a move at its own time, and not before it was due. */
function waitModel(model: Model, fromMin: number, toMin: number): void {
  for (let min = fromMin; min <= toMin; min++) {
    if (min > fromMin && min === 0 && model.status === 'pending') enter(model, 'declined', min)
    if (min > fromMin && min === 15 && model.status === 'confirmed') enter(model, 'no_show', min)
    if (min > fromMin && min === 40 && model.status === 'checked_in') enter(model, 'completed', min)
  }
}

const step: fc.Arbitrary<Step> = fc.oneof(
  { weight: 3, arbitrary: fc.record({ verb: fc.constantFrom(...verbs) }) },
  { weight: 1, arbitrary: fc.record({ waitMin: fc.constantFrom(1, 5, 10, 15, 30) }) },
)

const lives = fc.record({
  confirmation: fc.constantFrom('auto', 'manual'),
  beginsMin: fc.constantFrom(-60, -31, -30, -10, 0, 10),
  steps: fc.array(step, { minLength: 1, maxLength: 12 }),
})

test('whatever is asked of a booking, in whatever order, it goes where the table says', async () => {
  await fc.assert(
    fc.asyncProperty(lives, async ({ confirmation, beginsMin, steps }) => {
      const sandbox = await forkSandbox()
      await putService(sandbox, { confirmation, policy: JSON.stringify(policy) })
      const { id } = (await book(sandbox, bodyAt(start))).json
      const isPending = confirmation === 'manual'
      const model: Model = {
        status: isPending ? 'pending' : 'confirmed',
        revision: 1,
        events: ['booking.created', ...(isPending ? [] : ['booking.confirmed'])],
        takenMin: lengthMin,
      }
      let nowMin = beginsMin
      const instant = () => new Date(startMs + nowMin * 60_000).toISOString()
      await advanceTo(sandbox, instant())
      waitModel(model, -60 * 24 * 9, nowMin)

      for (const step of steps) {
        if ('waitMin' in step) {
          waitModel(model, nowMin, nowMin + step.waitMin)
          nowMin += step.waitMin
          await advanceTo(sandbox, instant())
        } else {
          const from = model.status
          const expected = moveModel(model, step.verb, nowMin)
          const answer = await move(sandbox, id, step.verb)
          expect([step.verb, from, answer.status]).toEqual([step.verb, from, expected])
        }
        expect(await readBooking(sandbox, id)).toMatchObject({
          status: model.status,
          revision: model.revision,
        })
      }

      expect(await sandbox.eventTypes()).toEqual(model.events)
      const history = await historyOf(sandbox, id)
      expect(history.map(({ revision }) => revision)).toEqual(history.map((_, i) => i + 1))
      expect(history).toHaveLength(model.revision)
      // Each line begins where the one before it ended.
      expect(history.slice(1).map(({ from }) => from)).toEqual(history.slice(0, -1).map(({ to }) => to))
      const end = (minutes: number) => new Date(startMs + minutes * 60_000).toISOString().slice(11, 16)
      expect(await takenBy(sandbox, id)).toEqual(
        model.takenMin === null ? [] : [`res_dr_niket 04-20T05:00/04-20T${end(model.takenMin)} 1`],
      )
    }),
    { seed: 20260420, numRuns: 150 },
  )
}, 60_000)
