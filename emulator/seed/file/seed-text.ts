import type { Position } from './file-fault.ts'

/** A seed file as a value, and where each part of it stands. */
export interface SeedText {
  readonly value: unknown
  /**
   * Where the values of these JSON Pointers stand: members at their names, list items at their beginning. What is
   * not there (a missing member) stands where the value around it does.
   */
  locate(pointers: readonly string[]): Promise<ReadonlyMap<string, Position>>
}
