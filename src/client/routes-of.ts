import type { CommandIndex } from '../contract/commands/command-index.ts'
import type { Routes } from './client-types.ts'

/** The route of every operation, from the index that the build writes. */
export function routesOf(index: CommandIndex): Routes {
  return Object.fromEntries(
    Object.values(index).map(({ id, method, path, file }) => [
      id,
      { method, path, ...(file !== undefined && { file }) },
    ]),
  )
}
