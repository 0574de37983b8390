import { type RealTime, realTime } from '../clock/time/clock.ts'
import { askedPlan } from '../fleet/asked-plan.ts'
import { freshDatabase } from '../fleet/fresh-database.ts'
import type { Start } from './start-options.ts'

/** As many are kept; a suite uses two or three. */
const mostTemplates = 8

type Wish = Pick<Start, 'dataSet' | 'clock' | 'plan' | 'seed'>

/** Databases of fresh sandboxes, as bytes: making one takes longer than all the rest of a start. */
export interface Templates {
  /** The database of a sandbox that begins like this; made once. */
  bytesFor(wish: Wish, real?: RealTime): Promise<Buffer>
}

/** No templates yet. */
export function createTemplates(): Templates {
  const templates = new Map<string, Promise<Buffer>>()
  return {
    bytesFor(wish, real = realTime) {
      // A clock that runs on from an instant would not be there any more.
      if (wish.clock?.frozen === false) return makeTemplate(wish, real)
      const { dataSet, clock, plan, seed } = wish
      const name = JSON.stringify([dataSet, clock?.atMs, plan, seed])
      const found = templates.get(name) ?? makeTemplate(wish, real)
      // At the end again: the one that was not used for the longest time goes first.
      templates.delete(name)
      templates.set(name, found)
      found.catch(() => templates.delete(name))
      const [oldest] = templates.keys()
      if (templates.size > mostTemplates && oldest !== undefined) templates.delete(oldest)
      return found
    },
  }
}

async function makeTemplate({ dataSet, plan, seed, clock }: Wish, real: RealTime): Promise<Buffer> {
  return await freshDatabase({ dataSet, plan: askedPlan(plan, 'plan'), beginning: { seed, clock } }, real)
}
