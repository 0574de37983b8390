import { createHash, createHmac } from 'node:crypto'
import type { Trx } from './schema.ts'

const alphabet = '0123456789ABCDEFGHJKMNPQRSTVWXYZ'

/**
 * A ULID from its parts: 48 bits of time, then 80 bits that grow with `drawn`, so that ids of one millisecond
 * sort in the order of their making. The seed makes them look random and the same after a reset.
 */
export function ulid(timeMs: number, seed: string, stream: string, drawn: number): string {
  const start = createHash('sha256').update(`${seed}:${stream}`).digest().readUIntBE(0, 4)
  const tail = createHash('sha256').update(`${seed}:${stream}:${drawn}`).digest().readUIntBE(0, 5)
  // 40 bits that count from a seeded start (below 2^33, so they do not overflow for 2^39 ids), then 40 bits of hash.
  return base32(timeMs, 10) + base32(start + drawn, 8) + base32(tail, 8)
}

function base32(value: number, length: number): string {
  let text = ''
  let rest = value
  for (let i = 0; i < length; i++) {
    text = alphabet.charAt(rest % 32) + text
    rest = Math.floor(rest / 32)
  }
  return text
}

/** Ids of one transaction. Every prefix has a stream of its own, so that a new kind of object shifts no other's ids. */
export interface IdSource {
  /** A new id such as `bk_01K…`; unique within the sandbox. */
  next(prefix: string): Promise<string>
  /** A new id with its number in the stream. Numbers grow in commit order: the stream is locked until then. */
  draw(prefix: string): Promise<{ readonly id: string; readonly number: number }>
}

/** Draws ids inside a transaction, so that undone work leaves no gaps that depend on timing. */
export function idsInTransaction(trx: Trx, seed: string, nowMs: number): IdSource {
  const draw: IdSource['draw'] = async prefix => {
    const { drawn } = await trx
      .insertInto('id_streams')
      .values({ prefix, drawn: 1 })
      .onConflict(conflict =>
        conflict.column('prefix').doUpdateSet(update => ({ drawn: update('id_streams.drawn', '+', 1) })),
      )
      .returning('drawn')
      .executeTakeFirstOrThrow()
    return { id: `${prefix}_${ulid(nowMs, seed, prefix, drawn)}`, number: drawn }
  }
  return { draw, next: async prefix => (await draw(prefix)).id }
}

/**
 * The secret that lets a publishable key at one object. Derived and not stored, so that it can be checked
 * without reading the object, and is the same after a restore.
 */
export function clientSecretOf(seed: string, tenantId: string, objectId: string): string {
  const mac = createHmac('sha256', seed).update(`client_secret:${tenantId}:${objectId}`).digest('base64url')
  return `cs_${mac.slice(0, 32)}`
}
