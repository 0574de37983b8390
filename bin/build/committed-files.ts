import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { sdlOf } from '../../emulator/graphql/schema/schema.ts'
import { buildErrorIndex } from '../../src/contract/errors/error-index.ts'
import { operations } from '../../src/contract/index.ts'
import { projectSchema } from '../../src/profiles/project-schema.ts'
import { errorPage } from './error-page.ts'
import { oclifManifest } from './oclif-manifest.ts'

/** Generated files that are committed, as text by their path in the project. */
export type CommittedFiles = Readonly<Record<string, string>>

/** Generates them from the build in `built`. */
export async function committedFiles(root: string, built: string): Promise<CommittedFiles> {
  return {
    'oclif.manifest.json': await oclifManifest(root, built),
    'docs/errors.md': errorPage(
      buildErrorIndex(operations),
      operations.map(({ id }) => id),
    ),
    'docs/config.schema.json': `${JSON.stringify(projectSchema(), null, 2)}\n`,
    'docs/schema.graphql': sdlOf(operations),
    'docs/openapi.json': readFileSync(join(built, 'contract', 'openapi.json'), 'utf8'),
  }
}
