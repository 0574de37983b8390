import type { Forward } from './forward.ts'

/** The last forwards, for people to look at and to send again. */
export interface History {
  add(forward: Forward): void
  /** The one that is selected; the last one unless another was. */
  readonly current: Forward | undefined
  /** Selects an earlier (-1) or a later (+1) one; where it stands among how many. */
  move(step: -1 | 1): { readonly forward: Forward; readonly at: number; readonly of: number } | undefined
}

/** Remembers as many forwards; older ones are forgotten. */
export function createHistory(most = 500): History {
  const forwards: Forward[] = []
  // The selected one itself, not its place: what comes meanwhile does not change it.
  let selected: Forward | undefined
  return {
    add(forward) {
      forwards.push(forward)
      if (forwards.length > most && forwards.shift() === selected) selected = undefined
    },
    get current() {
      return selected ?? forwards.at(-1)
    },
    move(step) {
      const from = selected === undefined ? forwards.length - 1 : forwards.indexOf(selected)
      const at = Math.min(forwards.length - 1, Math.max(0, from + step))
      const forward = forwards[at]
      if (forward === undefined) return undefined
      // At the end it is the last one again, whichever that will be.
      selected = at === forwards.length - 1 ? undefined : forward
      return { forward, at: at + 1, of: forwards.length }
    },
  }
}
