import { Failure } from '../../src/failure/failure.ts'
import { changeUserConfig } from '../../src/profiles/config-file.ts'
import { findControl } from '../connect/control.ts'
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

async function run({ args, flags: given }: CommandInput<typeof flags>, context: Context): Promise<Used> {
  const { place } = context
  const folder = place.cwd
  const { fork } = args
  if ((fork === undefined) === (given.clear !== true)) {
    throw new Failure('usage', 'missing_input', '`use` needs FORK, or --clear', {
      field: 'FORK',
      hint: '`ideadunes sandbox list` shows forks.',
      details: { missing: ['FORK'] },
    })
  }
  if (fork !== undefined && fork !== 'main') await refuseUnknown(fork, context)
  changeUserConfig(place, ({ folders = {}, ...config }) => {
    const { [folder]: _, ...others } = folders
    return { ...config, folders: fork === undefined ? others : { ...others, [folder]: { sandbox: fork } } }
  })
  return { folder, sandbox: fork ?? null }
}

/** The longest that a sandbox is waited for, only to know whether it has the fork. */
const patienceMs = 2_000

/** Refuses a fork that the running sandbox does not have. Where none runs, or none answers, it may come to be there. */
async function refuseUnknown(fork: string, context: Context): Promise<void> {
  const signal = AbortSignal.any([context.signal, AbortSignal.timeout(patienceMs)])
  const forks = await forksOf({ ...context, signal })
  if (forks === undefined || forks.some(({ id, name }) => id === fork || name === fork)) return
  throw new Failure('usage', 'unknown_fork', `There is no fork ${fork} of the sandbox that runs here`, {
    field: 'FORK',
    hint: '`ideadunes sandbox list` shows forks; `ideadunes sandbox fork` makes one.',
  })
}

async function forksOf(context: Context) {
  try {
    return (await findControl({}, context)?.client.sandboxes())?.data
  } catch {
    return undefined
  }
}
