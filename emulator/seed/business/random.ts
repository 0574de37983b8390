import { createHash } from 'node:crypto'
import { base32 } from '../../../src/ids/base32.ts'

/** Numbers that look random and are the same for the same seed. */
export interface Random {
  /** From 0, inclusive, to 1, exclusive. */
  next(): number
  /** A whole number from `from` to `to`, both inclusive. */
  whole(from: number, to: number): number
  /** True with this probability. */
  chance(probability: number): boolean
  /** One of the items; throws when there is none. */
  one<Item>(items: readonly Item[]): Item
  /** One of the items, the more often the heavier. */
  weighted<Item>(items: readonly Item[], weightOf: (item: Item) => number): Item
  /** An id of an object that was made at a time: `bk_` and a ULID. */
  id(prefix: string, timeMs: number): string
}

/** A source for one purpose: others draw from streams of their own and do not shift it. */
export function randomOf(...words: readonly (string | number)[]): Random {
  let state = seedNumberOf(...words)
  // Mulberry32: fast, and good enough for example data.
  const next = () => {
    state = (state + 0x6d2b79f5) | 0
    let t = Math.imul(state ^ (state >>> 15), 1 | state)
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t
    return ((t ^ (t >>> 14)) >>> 0) / 4_294_967_296
  }
  const one = <Item>(items: readonly Item[]): Item => {
    const item = items[Math.floor(next() * items.length)]
    if (item === undefined) throw new Error('There is nothing to choose from.')
    return item
  }
  return {
    next,
    one,
    whole: (from, to) => from + Math.floor(next() * (to - from + 1)),
    chance: probability => next() < probability,
    weighted(items, weightOf) {
      let left = next() * items.reduce((sum, item) => sum + weightOf(item), 0)
      for (const item of items) {
        left -= weightOf(item)
        if (left < 0) return item
      }
      return one(items)
    },
    id(prefix, timeMs) {
      let text = `${prefix}_${base32(timeMs, 10)}`
      for (let i = 0; i < 16; i++) text += base32(Math.floor(next() * 32), 1)
      return text
    },
  }
}

/** A number of 32 bits from words. */
function seedNumberOf(...words: readonly (string | number)[]): number {
  return createHash('sha256').update(words.join('\n')).digest().readInt32LE(0)
}
