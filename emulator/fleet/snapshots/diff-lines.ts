import type { DiffLine } from '../../../src/control/snapshot-control.ts'
import { tableContents } from '../../objects/table-objects.ts'
import { flush } from '../../sandbox/flush.ts'
import { toAnswer } from '../../store/instants.ts'
import type { SnapshotFacts } from '../../store/snapshot-facts.ts'
import { openPair } from '../../store/sqlite/diff-databases.ts'
import type { DatabaseSource } from '../../store/store.ts'
import { clockNow } from './clock-at.ts'
import type { SnapshotSubject } from './subject.ts'

/** One of the two states that are compared. */
export interface Side {
  readonly source: DatabaseSource
  readonly clock: SnapshotFacts['clock']
  discard(): void
}

/** The changes between two states, as they are found, then the totals. Discards both sides at its end. */
export async function diffLines(
  older: Side,
  other: Side | SnapshotSubject,
): Promise<AsyncGenerator<DiffLine>> {
  const newer = 'source' in other ? other : await presentOf(other)
  const discard = () => {
    older.discard()
    newer.discard()
  }
  try {
    const pair = openPair(older.source, newer.source, tableContents)
    return lines(pair, { from: clockAt(older), to: clockAt(newer) }, discard)
  } catch (error) {
    newer.discard()
    throw error
  }
}

async function* lines(
  pair: ReturnType<typeof openPair>,
  clock: { readonly from: ReturnType<typeof clockAt>; readonly to: ReturnType<typeof clockAt> },
  discard: () => void,
): AsyncGenerator<DiffLine> {
  const counted = { added: 0, removed: 0, changed: 0 }
  try {
    for await (const change of pair.changes()) {
      counted[change.change] += 1
      yield change
    }
    yield { totals: { ...counted, ...pair.counts, clock } }
  } finally {
    pair.close()
    discard()
  }
}

/** The present of a sandbox. Its database is read by a connection of its own, and holds up no request. */
async function presentOf({ sandbox, database }: SnapshotSubject): Promise<Side> {
  await flush(sandbox)
  return { source: await database.source(), clock: clockNow(sandbox.clock), discard: () => {} }
}

function clockAt({ clock }: Side) {
  return { mode: clock.mode, now: toAnswer(clock.now) }
}
