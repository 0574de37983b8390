import { cpSync, existsSync, mkdirSync, readFileSync, renameSync, rmSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { bundleAll } from './build/bundle-all.ts'
import { bundleExplorer } from './build/bundle-explorer.ts'
import { emitTypes } from './build/emit-types.ts'
import { operationLists } from './build/operation-lists.ts'
import { checkCommitted, writeCommitted } from './build/sync-committed.ts'
import { writeBundleList, writeLicenses } from './build/write-licenses.ts'

/**
 * Builds dist/ and the generated files that are committed.
 *
 *     node bin/build.ts            build
 *     node bin/build.ts --lists    write only the lists of the operations, through which new ones are found
 *     node bin/build.ts --types    and the declarations of `ideadunes/client`; on `npm pack` always
 *     node bin/build.ts --check    build nothing, but fail if a committed generated file is out of date
 */
const root = join(dirname(fileURLToPath(import.meta.url)), '..')
const dist = join(root, 'dist')
const check = process.argv.includes('--check')
const packing = ['pack', 'publish'].includes(process.env.npm_command ?? '')
const withTypes = packing || process.argv.includes('--types')

// Beside dist/, on the same disk: the swap at the end is two renames.
const draft = join(root, 'node_modules', '.cache', `ideadunes-build-${process.pid}`)
const { version } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as { version: string }

// First, and before the contract is loaded: it is loaded through these lists.
const lists = operationLists(root)
if (!check) writeCommitted(root, lists)
if (!process.argv.includes('--lists')) await buildAll()

async function buildAll(): Promise<void> {
  try {
    mkdirSync(draft, { recursive: true })
    const { writeContract } = await import('./build/write-contract.ts')
    const { committedFiles } = await import('./build/committed-files.ts')
    await writeContract(draft, version)
    const bundled = { ...(await bundleAll(root, draft)), ...(await bundleExplorer(root, draft)) }
    writeLicenses(draft, bundled)
    writeBundleList(draft, bundled)
    const committed = { ...lists, ...(await committedFiles(root, draft)) }
    if (check) return checkCommitted(root, committed)
    if (withTypes) emitTypes(root, draft)
    else keepTypes()
    writeCommitted(root, committed)
    swap()
  } finally {
    rmSync(draft, { recursive: true, force: true })
  }
}

/** Declarations of an earlier build stay, for editors of people who link the package. */
function keepTypes(): void {
  const types = join(dist, 'types')
  if (existsSync(types)) cpSync(types, join(draft, 'types'), { recursive: true })
}

function swap(): void {
  const old = `${draft}-old`
  if (existsSync(dist)) renameSync(dist, old)
  renameSync(draft, dist)
  rmSync(old, { recursive: true, force: true })
}
