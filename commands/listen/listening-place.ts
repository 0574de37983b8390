import { createHash } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { makePrivateFolder, replaceFile } from '../../src/files/private-file.ts'
import { pathsOf, userStateFolder } from '../../src/profiles/user-folders.ts'
import type { Connection } from '../connect/connection-types.ts'
import type { Context } from '../kernel/context.ts'

/** Where a run of `listen` ended, kept for the next one. */
export interface ListeningPlace {
  /** The event that came last, if that is no day ago; undefined where nothing is known. */
  last(): string | undefined
  /** Keeps the event that came last: now, or within a second. */
  keep(eventId: string): void
  /** Keeps what has not been kept yet. */
  flush(): void
}

const longestAgeMs = 24 * 3_600_000
const betweenWritesMs = 1_000

/** The place of one listener: of one key and tenant at one URL. What cannot be kept is only not gone on with. */
export function listeningPlace(
  { baseUrl, apiKey, tenant = '' }: Connection,
  { place, now }: Context,
): ListeningPlace {
  const { join } = pathsOf(place.platform)
  const folder = join(userStateFolder(place), 'listening')
  // The key is part of it, and cannot be read out of it.
  const name = createHash('sha256')
    .update(JSON.stringify([baseUrl, tenant, apiKey]))
    .digest('hex')
    .slice(0, 24)
  const file = join(folder, `${name}.json`)
  let writtenMs = Number.NEGATIVE_INFINITY
  let waiting: string | undefined

  function write(eventId: string): void {
    waiting = undefined
    writtenMs = now().getTime()
    try {
      makePrivateFolder(folder)
      replaceFile(file, `${JSON.stringify({ event: eventId, at: now().toISOString() })}\n`)
    } catch {
      // The next run begins with what happens then.
    }
  }

  return {
    last() {
      try {
        const { event, at } = JSON.parse(readFileSync(file, 'utf8')) as { event?: unknown; at?: unknown }
        const isFresh = now().getTime() - Date.parse(String(at)) < longestAgeMs
        return isFresh && typeof event === 'string' ? event : undefined
      } catch {
        return undefined
      }
    },
    keep(eventId) {
      waiting = eventId
      if (now().getTime() - writtenMs >= betweenWritesMs) write(eventId)
    },
    flush() {
      if (waiting !== undefined) write(waiting)
    },
  }
}
