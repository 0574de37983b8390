import { readFileSync } from 'node:fs'
import type { CommandIndex } from '../contract/commands/command-index.ts'
import type { Routes } from './client-types.ts'
import { routesOf } from './routes-of.ts'

/** Where the operations are, as the build wrote it next to its files; the contract itself would load its schemas. */
export function routesInBuild(): Routes {
  const index = readFileSync(new URL('./contract/index.json', import.meta.url), 'utf8')
  return routesOf(JSON.parse(index) as CommandIndex)
}
