import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { rolldown } from 'rolldown'
import { expect, test } from 'vitest'
import { requireBuiltins } from '../../bin/build/bundle-plugins.ts'
import { temporaryFolder } from '../commands/run-cli.ts'

test('modules of Node that are loaded when they are used have all members, by name and as a whole', async () => {
  using folder = temporaryFolder()
  const entry = join(folder.path, 'entry.js')
  // As the package of the prompts imports it.
  writeFileSync(
    entry,
    `import * as readline from 'node:readline'
     import { createHash } from 'node:crypto'
     export const kinds = () => [typeof readline.createInterface, typeof readline.clearLine, typeof createHash]`,
  )
  await using build = await rolldown({ input: entry, platform: 'node', plugins: [requireBuiltins] })
  await build.write({ dir: join(folder.path, 'out'), format: 'esm', entryFileNames: 'entry.mjs' })
  const { kinds } = await import(join(folder.path, 'out', 'entry.mjs'))
  expect(kinds()).toEqual(['function', 'function', 'function'])
})
