import { UnreadableSetting } from '../store/settings.ts'
import { leaveSnapshot, UnusableSnapshot } from '../store/snapshot-facts.ts'
import type { Making } from '../store/store.ts'
import { type Replaceable, replaceWorld } from './replace-world.ts'

/**
 * Puts the rows of a snapshot's file in the place of all rows, and goes on from there with its clock, its rate
 * buckets and its seed. The file has the newest schema. Keys are no part of it. Throws UnusableSnapshot for rows that
 * no sandbox can go on from; the old ones stay.
 */
export async function restoreSandbox(replaceable: Replaceable, path: string, making: Making): Promise<void> {
  try {
    await replaceWorld(replaceable, { ...making, from: path, fill: leaveSnapshot })
  } catch (error) {
    throw error instanceof UnreadableSetting ? new UnusableSnapshot('damaged', error.message, error) : error
  }
}
