import { spawnSync } from 'node:child_process'
import { existsSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { dirname, join } from 'node:path'

/** What people import, as package.json exports it. */
const entries = ['src/client/index.ts', 'emulator/testing/index.ts']

/** Emits the declarations of the entries into `types/`. Throws with the compiler's words if it fails. */
export function emitTypes(root: string, out: string): void {
  const types = join(out, 'types')
  const options = [
    '--ignoreConfig',
    '--declaration',
    '--emitDeclarationOnly',
    ...['--target', 'es2024', '--lib', 'es2024,esnext.disposable', '--module', 'nodenext', '--types', 'node'],
    ...['--allowImportingTsExtensions', '--rewriteRelativeImportExtensions', '--resolveJsonModule'],
    ...['--skipLibCheck', '--strict', '--exactOptionalPropertyTypes', '--noUncheckedIndexedAccess'],
    ...['--rootDir', root, '--outDir', types],
  ]
  const tsc = join(root, 'node_modules', '.bin', 'tsc')
  const { status, stdout } = spawnSync(tsc, [...options, ...entries.map(entry => join(root, entry))], {
    encoding: 'utf8',
  })
  if (status !== 0) throw new Error(`The types cannot be emitted:\n${stdout}`)
  keepReachable(types)
}

/** Deletes the declarations that no entry leads to: those of the emulator, which is loaded late. */
function keepReachable(types: string): void {
  const reached = new Set(entries.map(entry => join(types, entry.replace(/\.ts$/, '.d.ts'))))
  for (const file of reached) for (const next of importsOf(file)) reached.add(next)
  const all = readdirSync(types, { recursive: true, encoding: 'utf8' }).filter(file => file.endsWith('.d.ts'))
  for (const file of all) if (!reached.has(join(types, file))) rmSync(join(types, file))
}

/** The declarations that one leads to: `from './a.js'` and `import('./a.js')`. */
function importsOf(file: string): readonly string[] {
  const requests = readFileSync(file, 'utf8').matchAll(
    /(?:\bfrom\s*|\bimport\(\s*)['"](\.[^'"]+)\.(?:js|ts)['"]/g,
  )
  const found = [...requests].map(([, path = '']) => join(dirname(file), `${path}.d.ts`))
  for (const next of found)
    if (!existsSync(next)) throw new Error(`${file} leads to ${next}, which is not there`)
  return found
}
