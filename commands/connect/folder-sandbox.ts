import { readUserConfig } from '../../src/profiles/config-file.ts'
import { findProjectFile, readProjectFile } from '../../src/profiles/project-file.ts'
import type { Context } from '../kernel/context.ts'
import { folderLayer } from './layers.ts'

/** The sandbox that a folder is meant for: by `ideadunes use`, or by the file of its project. */
export function sandboxOfFolder(context: Context): string | undefined {
  const [used] = folderLayer(readUserConfig(context.place), context)
  if (used !== undefined) return String(used.values.sandbox)
  const file = findProjectFile(context.place)
  const sandbox = file === undefined ? undefined : readProjectFile(file).sandbox
  return sandbox === undefined ? undefined : String(sandbox)
}
