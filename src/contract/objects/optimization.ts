import { Type } from 'typebox'
import { commonMembers, component, idOf, instant, metadata, nullable, strictObject } from '../schema.ts'

/** How good a schedule is: first hard rules broken, then bookings without a place, then what costs comfort. */
const Score = strictObject({
  hard: Type.Integer({ description: 'Hard rules that are broken.' }),
  medium: Type.Integer({ description: 'Bookings without a place.' }),
  soft: Type.Integer({ description: 'Weighted cost of the rest.' }),
})

/** A run that looks for a better schedule. */
export const Optimization = component(
  'Optimization',
  {
    id: idOf('opt', 'optimization run'),
    ...commonMembers,
    window: strictObject({ from: instant('Start of the window.'), to: instant('End of the window.') }),
    resource_ids: Type.Array(idOf('res', 'resource'), { description: 'Resources that take part.' }),
    booking_ids: nullable(Type.Array(idOf('bk', 'booking')), {
      description: 'Bookings that take part; null: all.',
    }),
    movable: Type.Boolean({ description: 'Whether starts may change too, not only resources.' }),
    weights: Type.Record(Type.String(), Type.Integer(), { description: 'Weights of the soft costs.' }),
    limits: strictObject({ iterations: Type.Integer({ minimum: 1, 'x-example': 10_000 }) }),
    seed: Type.Integer({ description: 'The same seed gives the same answer.' }),
    status: Type.Enum(['queued', 'running', 'finished', 'committed'], { description: 'State of the run.' }),
    outcome: nullable(Type.Enum(['optimal', 'iteration_limit', 'infeasible', 'cancelled', 'failed']), {
      description: 'How it ended; null while it runs.',
    }),
    score: nullable(Score, { description: 'Score of the best schedule so far.' }),
    initial_score: nullable(Score, { description: 'Score of the schedule as it was.' }),
    bound: nullable(Score, { description: 'No schedule can be better than this.' }),
    gap: nullable(Type.Number(), { description: 'How far the score may be from the bound; 0: none better.' }),
    infeasible_because: Type.Array(Type.String(), { description: 'Why no schedule is possible.' }),
    progress: Type.Number({ minimum: 0, maximum: 1, description: 'Share of the work that is done.' }),
    metadata: metadata(),
  },
  { 'x-columns': ['id', 'status', 'outcome', 'progress'] },
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
