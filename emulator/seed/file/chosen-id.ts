import type { IdSource } from '../../store/ids.ts'

/**
 * A source of ids whose first one with this prefix is the chosen one: that of the object which the operation makes.
 * Everything else is drawn as usual, and nothing in the place of the chosen one.
 */
export function withChosenId(ids: IdSource, prefix: string, id: string): IdSource {
  let isOpen = true
  const isMeant = (wanted: string) => {
    if (!isOpen || wanted !== prefix) return false
    isOpen = false
    return true
  }
  return {
    ...ids,
    next: async wanted => (isMeant(wanted) ? id : await ids.next(wanted)),
    // Its number orders it among others and cannot be chosen.
    draw: async wanted => {
      const chosen = isMeant(wanted)
      const drawn = await ids.draw(wanted)
      return chosen ? { ...drawn, id } : drawn
    },
  }
}
