import { createHash, createHmac, hash } from 'node:crypto'
import { base32 } from '../../src/ids/base32.ts'
import { prepared } from './prepared.ts'
import type { Trx } from './schema.ts'
import { sessionOf } from './session.ts'

/**
 * A ULID from its parts: 48 bits of time, then 80 bits that grow with `drawn`, so that ids of one millisecond
 * sort in the order of their making. The seed makes them look random and the same after a reset.
 */
export function ulid(timeMs: number, seed: string, stream: string, drawn: number): string {
  const start = startOf(seed, stream)
  // Of 40 bits; hexadecimal digits in one go cost a third of a Buffer.
  const tail = Number.parseInt(hash('sha256', `${seed}:${stream}:${drawn}`).slice(0, 10), 16)
  // 40 bits that count from a seeded start (below 2^33, so they do not overflow for 2^39 ids), then 40 bits of hash.
  return base32(timeMs, 10) + base32(start + drawn, 8) + base32(tail, 8)
}

const starts = new Map<string, number>()

/** Where a stream begins to count: below 2^32, and the same for a seed ever after. */
function startOf(seed: string, stream: string): number {
  const name = `${seed}:${stream}`
  let start = starts.get(name)
  if (start === undefined) {
    start = createHash('sha256').update(name).digest().readUIntBE(0, 4)
    // A process meets few seeds, and few prefixes; tests meet many.
    if (starts.size >= 1_000) starts.clear()
    starts.set(name, start)
  }
  return start
}

/** Ids of one transaction. Every prefix has a stream of its own, so that a new kind of object shifts no other's ids. */
export interface IdSource {
  /** A new id such as `bk_01K…`; unique within the sandbox. */
  next(prefix: string): Promise<string>
  /** A new id with its number in the stream. Numbers grow in commit order: the stream is locked until then. */
  draw(prefix: string): Promise<{ readonly id: string; readonly number: number }>
  /** Takes `count` numbers of a stream that has no ids; gives the first of them. */
  reserve(stream: string, count: number): Promise<number>
}

const drawNumbers = prepared<{ prefix: string; count: number }, { drawn: number }>((db, hole) =>
  db
    .insertInto('id_streams')
    .values({ prefix: hole('prefix'), drawn: hole('count') })
    .onConflict(conflict =>
      conflict
        .column('prefix')
        .doUpdateSet(update => ({ drawn: update('id_streams.drawn', '+', hole('count')) })),
    )
    .returning('drawn'),
)

/** Draws ids inside a transaction, so that undone work leaves no gaps that depend on timing. */
export function idsInTransaction(trx: Trx, seed: string, nowMs: number): IdSource {
  const session = sessionOf(trx)
  const reserve: IdSource['reserve'] = async (prefix, count) => {
    if (session !== undefined) return session.draw(prefix, count) - count + 1
    const [row] = await drawNumbers(trx, { prefix, count })
    if (row === undefined) throw new Error(`No number could be drawn from the stream ${prefix}.`)
    return row.drawn - count + 1
  }
  const draw: IdSource['draw'] = async prefix => {
    const number = await reserve(prefix, 1)
    return { id: `${prefix}_${ulid(nowMs, seed, prefix, number)}`, number }
  }
  return { reserve, draw, next: async prefix => (await draw(prefix)).id }
}

/** How many ids were drawn from a stream so far; the number of the newest. */
export async function lastDrawn(trx: Trx, prefix: string): Promise<number> {
  const session = sessionOf(trx)
  if (session !== undefined) return session.drawn(prefix)
  const row = await trx
    .selectFrom('id_streams')
    .select('drawn')
    .where('prefix', '=', prefix)
    .executeTakeFirst()
  return row?.drawn ?? 0
}

/**
 * The secret that lets a publishable key at one object. Derived and not stored, so that it can be checked
 * without reading the object, and is the same after a restore.
 */
export function clientSecretOf(seed: string, tenantId: string, objectId: string): string {
  const mac = createHmac('sha256', seed).update(`client_secret:${tenantId}:${objectId}`).digest('base64url')
  return `cs_${mac.slice(0, 32)}`
}
