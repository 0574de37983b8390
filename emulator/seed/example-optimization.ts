import { insertOptimization } from '../store/optimizations.ts'
import type { Trx } from '../store/schema.ts'
import { common } from './default-members.ts'

/** A place of a booking with one of the doctors. */
function withDoctor(resource_id: string, start_at: string, end_at: string) {
  return { start_at, end_at, resource_id, allocations: [{ group: 'staff', resource_id }] }
}

/**
 * A run that has ended and waits to be committed: it would close the gap before a check-up, and share out the work. Its
 * numbers are those of the schedule that it proposes (`test/operations/schedule/example-run.test.ts`).
 */
export async function insertExampleOptimization(trx: Trx): Promise<void> {
  const proposal = [
    {
      booking_id: 'bk_physio_05',
      from: withDoctor('res_dr_asha', '2026-05-07T04:10:00Z', '2026-05-07T04:30:00Z'),
      to: withDoctor('res_dr_niket', '2026-05-07T04:10:00Z', '2026-05-07T04:30:00Z'),
      reason: 'closes gaps, evens out the work, or makes room for others',
      revision: 1,
    },
    {
      booking_id: 'bk_checkup_01',
      from: withDoctor('res_dr_asha', '2026-05-27T05:10:00Z', '2026-05-27T05:30:00Z'),
      to: withDoctor('res_dr_asha', '2026-05-27T05:30:00Z', '2026-05-27T05:50:00Z'),
      reason: 'closes gaps, evens out the work, or makes room for others',
      revision: 1,
    },
  ]
  await insertOptimization(trx, {
    ...common,
    id: 'opt_may_01',
    window_from: '2026-05-06T18:30:00.000Z',
    window_to: '2026-05-28T18:30:00.000Z',
    resource_ids: '[]',
    booking_ids: JSON.stringify(['bk_physio_05', 'bk_checkup_01']),
    movable: 1,
    weights: JSON.stringify({
      minutes_moved: 0,
      resource_changed: 0,
      preferred_staff_missed: 0,
      fragmentation: 0,
      overtime: 0,
      imbalance: 1,
    }),
    iterations: 1_000_000,
    seed: 1,
    status: 'finished',
    outcome: 'optimal',
    score: JSON.stringify({ hard: 0, medium: 0, soft: 20 }),
    initial_score: JSON.stringify({ hard: 0, medium: 0, soft: 40 }),
    bound: JSON.stringify({ hard: 0, medium: 0, soft: 20 }),
    progress: 1000,
    infeasible_because: '[]',
    failure: null,
    base: JSON.stringify([
      ['bk_physio_05', 1, 0],
      ['bk_checkup_01', 1, 0],
    ]),
    proposal: JSON.stringify(proposal),
    started_at: common.created_at,
    finished_at: common.created_at,
    committed_at: null,
  })
}
