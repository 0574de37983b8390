import type { CommandIndex } from '../contract/commands/command-index.ts'
import type { Routes } from './client-types.ts'

/** The route of every operation, and what its answers have, from the index that the build writes. */
export function routesOf(index: CommandIndex): Routes {
  const routes = Object.values(index).map(({ id, method, path, answers, file }) => {
    return [
      id,
      { method, path, ...(answers !== undefined && { answers }), ...(file !== undefined && { file }) },
    ] as const
  })
  return Object.fromEntries(routes)
}
