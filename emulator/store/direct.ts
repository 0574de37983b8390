import type { Trx } from './schema.ts'

/** Runs a statement at once and gives its rows; none for one that has none. */
export type RunStatement = (text: string, parameters: readonly unknown[]) => unknown[]

const runners = new WeakMap<object, RunStatement>()

/**
 * The statements of a connection in this process, without the promises that a connection over a network needs; or
 * undefined. Queries are built and typed by Kysely all the same.
 */
export function runnerOf(trx: Trx): RunStatement | undefined {
  return runners.get(trx)
}

/** Lets the prepared queries of a transaction object run directly. */
export function bindRunner(trx: Trx, run: RunStatement): void {
  runners.set(trx, run)
}
