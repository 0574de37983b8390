import { createHash } from 'node:crypto'
import type { PortChoice } from '../../src/control/served-sandbox.ts'

/** The port that people know, and that a sandbox takes when nothing speaks against it. */
export const ordinaryPort = 4332

/**
 * Where a sandbox goes when that one is taken: below the ports that systems hand out by themselves (32768 and up),
 * and away from those of the usual development tools.
 */
export const firstDerivedPort = 14_332
export const derivedPorts = 500

/**
 * The ports to try, best first. One that was asked for is the only one. Else it is the one of the last run, or the
 * ordinary one; where that is taken, those that follow from the folder's path: two checkouts of a project get one
 * each, and the same ones again. A kept port stays kept while another stands in for it.
 */
export function* portChoices(wish: {
  /** 0 for any; undefined when nothing was asked for. */
  readonly asked: number | undefined
  /** The port of the last run; null when there is none, or nothing is kept. */
  readonly last: number | null
  readonly folder: string
  /** Whether there is data, and with it a memory of the last run. */
  readonly keeps: boolean
}): Generator<PortChoice> {
  const { asked, last, folder, keeps } = wish
  if (asked !== undefined) {
    yield { port: asked, reason: asked === 0 ? 'any' : 'asked', taken: null, keep: keeps && asked !== 0 }
    return
  }
  const first = last ?? ordinaryPort
  const keep = keeps && last === null
  yield { port: first, reason: first === ordinaryPort ? 'ordinary' : 'kept', taken: null, keep }
  for (const port of derivedFrom(folder)) {
    if (port !== first) yield { port, reason: 'derived', taken: first, keep }
  }
}

/** All ports of the range, from the one that the folder's path leads to. */
function derivedFrom(folder: string): number[] {
  const start = createHash('sha256').update(folder).digest().readUInt32BE(0) % derivedPorts
  return Array.from({ length: derivedPorts }, (_, step) => firstDerivedPort + ((start + step) % derivedPorts))
}
