import { Failure } from '../../src/failure/failure.ts'
import { changeUserConfig } from '../../src/profiles/config-file.ts'
import { type CommandInput, defineCommand } from '../kernel/command.ts'
import type { Context } from '../kernel/context.ts'

const flags = {
  clear: { kind: 'boolean', summary: 'Take it back: the profile, or the sandbox that runs.' },
} as const

interface Used {
  readonly folder: string
  readonly sandbox: string | null
}

/** `ideadunes use`: which sandbox commands of a folder mean. */
export const use = defineCommand({
  id: 'use',
  summary: 'Make a fork, or the local sandbox, what commands of this folder mean',
  args: [{ name: 'fork', summary: 'A fork by id or name; main is the sandbox itself.', optional: true }],
  flags,
  texts: () => ({
    description:
      'From then on commands in this folder, and below it, call that fork, without --sandbox. It goes before the file of the ' +
      'project and before profiles; flags and variables go before it. It is kept among your own settings, not in the project.',
    examples: [
      { title: 'A fork', command: 'use feature-x' },
      { title: 'The local sandbox, whatever keys are kept', command: 'use main' },
      { title: 'As before', command: 'use --clear' },
    ],
  }),
  run,
  async render({ folder, sandbox }, _, { terminal }) {
    await terminal.stderr.write(
      sandbox === null
        ? `Nothing particular is used in ${folder}.\n`
        : `Commands in ${folder} mean ${sandbox}.\n`,
    )
  },
})

async function run({ args, flags: given }: CommandInput<typeof flags>, { place }: Context): Promise<Used> {
  const folder = place.cwd
  const { fork } = args
  if ((fork === undefined) === (given.clear !== true)) {
    throw new Failure('usage', 'missing_input', '`use` needs FORK, or --clear', {
      field: 'FORK',
      hint: '`ideadunes sandbox list` shows forks.',
      details: { missing: ['FORK'] },
    })
  }
  changeUserConfig(place, ({ folders = {}, ...config }) => {
    const { [folder]: _, ...others } = folders
    return { ...config, folders: fork === undefined ? others : { ...others, [folder]: { sandbox: fork } } }
  })
  return { folder, sandbox: fork ?? null }
}
