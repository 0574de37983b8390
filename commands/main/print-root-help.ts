import { openTerminal } from '../../src/output/terminal.ts'
import { contractFilesIn } from '../kernel/contract-files.ts'
import { rootHelp } from './root-help.ts'
import { typedNameOf } from './typed-name.ts'

/**
 * Prints the help of the tool for `bin/run.js`. It is a bundle of its own, for the rest of the command line would load
 * for longer than this runs. Rejects where it cannot: the command line then tries in turn, and tells what is wrong.
 */
export async function printRootHelp(): Promise<void> {
  const terminal = openTerminal(process, process.env, () => {})
  const contract = contractFilesIn(new URL('./contract/', import.meta.url))
  const { env, platform } = process
  const typedName = typedNameOf(process.argv[1] ?? '', { cwd: process.cwd(), env, platform })
  await terminal.stdout.write(await rootHelp({ contract, terminal, typedName }))
}
