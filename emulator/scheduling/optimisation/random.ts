/** Numbers that only look random: the same seed gives the same ones on every machine (mulberry32). */
export function randomNumbers(seed: number) {
  let state = seed >>> 0
  const next = () => {
    state = (state + 0x6d2b79f5) >>> 0
    let t = state
    t = Math.imul(t ^ (t >>> 15), t | 1)
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61)
    return (t ^ (t >>> 14)) >>> 0
  }
  return {
    /** An integer from 0 up to, and without, the limit. */
    below: (limit: number) => next() % limit,
  }
}

export type RandomNumbers = ReturnType<typeof randomNumbers>
