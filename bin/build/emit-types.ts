import { spawnSync } from 'node:child_process'
import { join } from 'node:path'

/** Emits the declarations of `ideadunes/client` into `types/`. Throws with the compiler's words if it fails. */
export function emitTypes(root: string, out: string): void {
  const options = [
    '--ignoreConfig',
    '--declaration',
    '--emitDeclarationOnly',
    ...['--target', 'es2024', '--module', 'nodenext', '--types', 'node'],
    ...['--allowImportingTsExtensions', '--rewriteRelativeImportExtensions', '--skipLibCheck', '--strict'],
    ...['--exactOptionalPropertyTypes', '--noUncheckedIndexedAccess'],
    ...['--rootDir', root, '--outDir', join(out, 'types')],
  ]
  const tsc = join(root, 'node_modules', '.bin', 'tsc')
  const { status, stdout } = spawnSync(tsc, [...options, join(root, 'src/client/index.ts')], {
    encoding: 'utf8',
  })
  if (status !== 0) throw new Error(`The types of ideadunes/client cannot be emitted:\n${stdout}`)
}
