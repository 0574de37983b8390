import type { Routes } from '../../src/client/client-types.ts'
import { routesOf } from '../../src/client/routes-of.ts'
import { buildCommandIndex } from '../../src/contract/commands/command-index.ts'
import { operations } from '../../src/contract/index.ts'

let routes: Routes | undefined

/** Where the operations are, from the contract itself: it is loaded here anyway. */
export function contractRoutes(): Routes {
  routes ??= routesOf(buildCommandIndex(operations))
  return routes
}
