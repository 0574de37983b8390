import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { oclifManifest } from './oclif-manifest.ts'

/** Generated files that are committed, as text by their path in the project. */
export type CommittedFiles = Readonly<Record<string, string>>

/** Generates them from the build in `built`. */
export async function committedFiles(root: string, built: string): Promise<CommittedFiles> {
  return {
    'oclif.manifest.json': await oclifManifest(root, built),
    'docs/openapi.json': readFileSync(join(built, 'contract', 'openapi.json'), 'utf8'),
  }
}
