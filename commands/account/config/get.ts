import { Failure } from '../../../src/failure/failure.ts'
import { settingNames } from '../../../src/profiles/settings.ts'
import { nearestOf } from '../../../src/text/nearest.ts'
import { connectionFlags } from '../../connect/connection-flags.ts'
import { type CommandInput, defineCommand, type FlagSpecs } from '../../kernel/command.ts'
import type { Context } from '../../kernel/context.ts'
import { type ConfigRow, configRows, settingFlags, showOriginFlag } from './rows.ts'

const flags: FlagSpecs = { 'show-origin': showOriginFlag, live: connectionFlags.live, ...settingFlags }

/** `ideadunes config get`: one value that counts here. */
export const getConfig = defineCommand({
  id: 'config:get',
  summary: 'Print one setting as it counts here',
  args: [{ name: 'name', summary: `${settingNames.join(', ')} or key.` }],
  flags,
  texts: () => ({
    description:
      'The value alone, for scripts; nothing where nobody sets it. --show-origin says where it stands.',
    examples: [{ title: 'The tenant', command: 'config get tenant' }],
  }),
  run,
  async render({ value, origin }, { flags: given }, { terminal }) {
    if (value === null) return
    const where = given['show-origin'] === true ? `\t${origin}` : ''
    await terminal.stdout.write(`${value}${where}\n`)
  },
})

async function run({ args, flags: given }: CommandInput<FlagSpecs>, context: Context): Promise<ConfigRow> {
  const wanted = (args.name ?? '').replaceAll('-', '_')
  const row = configRows(given, context).find(({ name }) => name === wanted)
  if (row === undefined) throw unknownSetting(args.name ?? '', [...settingNames, 'key'])
  return row
}

/** The failure for a setting that is not there. */
export function unknownSetting(name: string, known: readonly string[]): Failure {
  const near = nearestOf(name, known)
  return new Failure('usage', 'unknown_setting', `There is no setting ${name}`, {
    field: 'NAME',
    hint: near === undefined ? `There are ${known.join(', ')}.` : `Did you mean ${near}?`,
  })
}
