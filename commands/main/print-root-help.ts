import { homedir } from 'node:os'
import { loadColours } from '../../src/output/paint.ts'
import { openTerminal } from '../../src/output/terminal.ts'
import { contractFilesIn } from '../kernel/contract-files.ts'
import { hasPlugins } from '../kernel/plugin-folder.ts'
import { rootHelp } from './root-help.ts'
import { typedNameOf } from './typed-name.ts'

/**
 * Prints the help of the tool for `bin/run.js`. It is a bundle of its own, for the rest of the command line would load
 * for longer than this runs. Rejects where it cannot: the command line then tries in turn, and tells what is wrong.
 */
export async function printRootHelp(): Promise<void> {
  const { env, platform } = process
  const place = { cwd: process.cwd(), home: homedir(), env, platform }
  if (hasPlugins(place)) throw new Error('Plugins have commands of their own')
  const terminal = openTerminal(process, process.env, () => {})
  await loadColours([terminal.stdout])
  const contract = contractFilesIn(new URL('./contract/', import.meta.url))
  const typedName = typedNameOf(process.argv[1] ?? '', place)
  await terminal.stdout.write(await rootHelp({ contract, terminal, typedName }))
}
