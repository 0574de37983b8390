import { createHmac, timingSafeEqual } from 'node:crypto'
import { ApiError } from '../../src/contract/errors/errors.ts'
import type { PageRequest, Position } from '../store/page.ts'

type From = NonNullable<PageRequest['from']>

/** Cursors of one list: this operation, tenant, order and filters. Those of any other list are refused. */
export interface Cursors {
  encode(direction: From['direction'], position: Position): string
  /** Throws `invalid_cursor` when the cursor is damaged or comes from another list. */
  decode(cursor: string): From
}

/** Opaque cursors, signed with the seed of the sandbox so that damage and foreign cursors show. */
export function cursorsOf(seed: string, list: readonly unknown[]): Cursors {
  const sign = (payload: string) =>
    createHmac('sha256', seed).update(JSON.stringify(list)).update(payload).digest().subarray(0, 9)
  return {
    encode(direction, { sort, id }) {
      const payload = JSON.stringify([direction === 'after' ? 1 : 0, sort, id])
      return Buffer.concat([sign(payload), Buffer.from(payload)]).toString('base64url')
    },
    decode(cursor) {
      const bytes = Buffer.from(cursor, 'base64url')
      const payload = bytes.subarray(9).toString()
      const intact = bytes.length > 9 && bytes.toString('base64url') === cursor
      if (!intact || !timingSafeEqual(bytes.subarray(0, 9), sign(payload)))
        throw new ApiError('invalid_cursor')
      const [forward, sort, id] = JSON.parse(payload) as [number, string, string]
      return { direction: forward === 1 ? 'after' : 'before', position: { sort, id } }
    },
  }
}
