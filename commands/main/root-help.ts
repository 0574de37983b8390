import { paintFor } from '../../src/output/paint.ts'
import { asTyped } from '../kernel/as-typed.ts'
import type { Context } from '../kernel/context.ts'
import type { HelpRow } from '../kernel/contract-files.ts'
import { columns, helpWidth, section } from '../kernel/help-layout.ts'
import { helpTopicNames } from './help-topic-names.ts'

type Shown = Pick<Context, 'contract' | 'terminal' | 'typedName'>

/** The help of the tool: rows that the build made, laid out for this terminal. */
export async function rootHelp({ contract, terminal, typedName }: Shown): Promise<string> {
  const paint = paintFor(terminal.stdout)
  const width = helpWidth(terminal.stdout)
  const { api, sandbox, parts, tools } = await contract.rootHelp()
  const short = (row: HelpRow) => shortened(row, width - 20)
  const text = [
    'The IdeaDunes bookings API in your terminal, and a sandbox of it on your machine.\n',
    section('Usage', `  ${typedName} COMMAND [FLAGS]\n`, paint),
    section('API', columns(api.map(short), width), paint),
    section('Sandbox', columns([sandbox, ...parts.map(short)], width), paint),
    section('Tools', columns(tools, width), paint),
    `\n${paint('dim', `More of each: ${typedName} COMMAND --help. Begin with: ${typedName} sandbox start`)}\n`,
    `${paint('dim', `More: ${helpTopicNames.map(name => `${typedName} help ${name}`).join(', ')}`)}\n`,
  ].join('')
  return asTyped(text, { typedName })
}

/** A row of one line: what does not fit is a question of the group's own help. */
function shortened([group, verbs]: HelpRow, width: number): HelpRow {
  if (verbs.length <= width) return [group, verbs]
  return [group, `${verbs.slice(0, verbs.lastIndexOf(', ', width - 3))}, …`]
}
