import { Type } from 'typebox'
import { commonMembers, component, idOf, instant, metadata, nullable, strictObject } from '../schema.ts'

/** How good a schedule is; less is better. */
export const Score = component('Score', {
  hard: Type.Integer({
    minimum: 0,
    description: 'Hard rules that are broken by bookings which the run may not move.',
  }),
  medium: Type.Integer({
    minimum: 0,
    description: 'Bookings without a place that keeps the hard rules: they stay where they are.',
  }),
  soft: Type.Integer({ minimum: 0, description: 'The soft costs, each by its weight, added up.' }),
})

/** Where a booking is: when, with whom. */
const BookingPlace = component('BookingPlace', {
  start_at: instant('Start.'),
  end_at: instant('End.'),
  resource_id: idOf('res', 'resource of the booking'),
  allocations: Type.Array(
    strictObject({
      group: Type.String({ description: 'Requirement group of the service.' }),
      resource_id: idOf('res', 'resource that serves it'),
    }),
    { description: 'Every resource that serves the booking.' },
  ),
})

/** What a run proposes for one booking. */
export const Assignment = component(
  'Assignment',
  {
    booking_id: idOf('bk', 'booking'),
    from: BookingPlace,
    to: BookingPlace,
    reason: Type.String({ description: 'What is won by it, in a few words.' }),
    revision: Type.Integer({ minimum: 1, description: 'Revision of the booking that the run has read.' }),
  },
  { 'x-columns': ['booking_id', 'from', 'to', 'reason'] },
)

/** A hard rule that nothing the run may do can keep. */
const Infeasibility = component('Infeasibility', {
  rule: Type.String({ description: 'The rule: a conflict type such as outside_working_hours.' }),
  message: Type.String({ description: 'What stands against it, in a sentence.' }),
  booking_ids: Type.Array(Type.String(), { description: 'Bookings that break it.' }),
  resource_ids: Type.Array(Type.String(), { description: 'Resources on which they break it.' }),
})

/** What a soft cost weighs; 0 switches it off. */
export const weight = Type.Integer({ minimum: 0, maximum: 1000, description: 'Weight; 0 switches it off.' })

export const Weights = strictObject(
  {
    minutes_moved: weight,
    resource_changed: weight,
    preferred_staff_missed: weight,
    fragmentation: weight,
    overtime: weight,
    imbalance: weight,
  },
  { description: 'Weights of the soft costs.' },
)

export const optimizationStatuses = ['queued', 'running', 'finished', 'committed'] as const
export const optimizationOutcomes = [
  'optimal',
  'iteration_limit',
  'infeasible',
  'cancelled',
  'failed',
] as const

/** The most iterations that a run may ask for. */
export const mostIterations = 10_000_000

/** A run that looks for a better schedule. */
export const Optimization = component(
  'Optimization',
  {
    id: idOf('opt', 'optimization run'),
    ...commonMembers,
    window: strictObject({
      from: instant('First start of bookings that take part.'),
      to: instant('End of the window; itself not in it.'),
    }),
    resource_ids: Type.Array(idOf('res', 'resource'), { description: 'Resources that take part.' }),
    booking_ids: nullable(Type.Array(idOf('bk', 'booking')), {
      description: 'Bookings that take part; null: all.',
    }),
    movable: Type.Boolean({ description: 'Whether starts may change too, not only resources.' }),
    weights: Weights,
    limits: strictObject({
      iterations: Type.Integer({
        minimum: 1,
        description: 'Iterations of the search, and nodes of the proof.',
        'x-example': 1_000_000,
      }),
    }),
    seed: Type.Integer({ minimum: 0, description: 'The same seed gives the same answer.' }),
    status: Type.Enum([...optimizationStatuses], { description: 'State of the run.' }),
    outcome: nullable(Type.Enum([...optimizationOutcomes]), {
      description:
        'How it ended; null while it runs. optimal: proved to be the best; iteration_limit: the best that was found, ' +
        'without a proof; infeasible: proved that the hard rules cannot all be kept; cancelled: stopped; failed: see ' +
        '`failure`.',
    }),
    score: nullable(Score, { description: 'Score of the best schedule so far; null before the first.' }),
    initial_score: nullable(Score, {
      description: 'Score of the schedule as it was; null before it was read.',
    }),
    bound: nullable(Score, { description: 'No schedule can be better than this; null before the first.' }),
    gap: nullable(Type.Number(), {
      description:
        'How much of the soft cost could still be saved at most: (score - bound) / score, from 0 to 1; 0 where it is ' +
        'the best. 1 where more bookings may get a place. Null before the first score.',
      'x-example': 0.08,
    }),
    bookings: Type.Integer({ minimum: 0, description: 'How many bookings take part.' }),
    changes: Type.Integer({ minimum: 0, description: 'How many of them the best schedule moves.' }),
    infeasible_because: Type.Array(Infeasibility, {
      description: 'Hard rules that stay broken, each with its bookings and resources.',
    }),
    failure: nullable(Type.String(), { description: 'Why it failed; null otherwise.' }),
    progress: Type.Number({ minimum: 0, maximum: 1, description: 'Share of the work that is done.' }),
    started_at: nullable(instant('When its turn came; null before.')),
    finished_at: nullable(instant('When it ended; null before.')),
    committed_at: nullable(instant('When it was committed; null before.')),
    metadata: metadata(),
  },
  { 'x-columns': ['id', 'status', 'outcome', 'progress', 'changes', 'gap'] },
)

/** What a committed run changed. */
export const ChangeCounts = strictObject(
  {
    rescheduled: Type.Integer({ minimum: 0, description: 'Bookings with another start.' }),
    reassigned: Type.Integer({ minimum: 0, description: 'Bookings with another resource.' }),
    unchanged: Type.Integer({ minimum: 0, description: 'Bookings as before.' }),
  },
  { description: 'How many bookings the commit changed.' },
)
