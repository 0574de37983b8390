import { type DataSetName, dataSetNames, dataSets, isDataSet } from '../../src/control/data-sets.ts'
import type { Seeded } from '../../src/control/sandbox-control.ts'
import { Failure } from '../../src/failure/failure.ts'
import { paintFor } from '../../src/output/paint.ts'
import { writeRecord } from '../../src/output/record.ts'
import { nearestOf } from '../../src/text/nearest.ts'
import { type Control, controlFlags, controlOf, refuseForeign } from '../connect/control.ts'
import { placeTyped } from '../connect/typed-again.ts'
import { type CommandInput, defineCommand, type FlagSpecs } from '../kernel/command.ts'
import { confirm } from '../kernel/confirm.ts'
import type { Context } from '../kernel/context.ts'
import { readSeedFile, type SeedFileText, toldByLine } from './seed-file.ts'
import { showingProgress } from './show-progress.ts'

const flags = {
  ...controlFlags,
  size: {
    kind: 'integer',
    summary: 'About how many bookings.',
    env: 'IDEADUNES_SEED_SIZE',
    min: 1,
    max: 1_000_000,
    valueName: 'N',
  },
  seed: {
    kind: 'string',
    summary: 'Another word gives other data of the same kind.',
    env: 'IDEADUNES_SEED',
    valueName: 'WORD',
  },
  add: {
    kind: 'boolean',
    summary: 'Keep what is there, and add the data set to it.',
    env: 'IDEADUNES_SEED_ADD',
  },
  file: {
    kind: 'string',
    summary: 'Data of your own, YAML or JSON; - for stdin. It is added to what is there.',
    env: 'IDEADUNES_SEED_FILE',
    valueName: 'FILE',
  },
  replace: {
    kind: 'boolean',
    summary: 'Delete all data before the file is written.',
    env: 'IDEADUNES_SEED_REPLACE',
  },
  example: {
    kind: 'boolean',
    summary: 'Print a file that shows all there is, and change nothing.',
    env: 'IDEADUNES_SEED_EXAMPLE',
  },
  yes: { kind: 'boolean', summary: 'Go ahead without asking.', env: 'IDEADUNES_YES' },
} as const satisfies FlagSpecs

type Input = CommandInput<typeof flags>

interface SeedResult extends Seeded {
  readonly base_url: string
  /** The file as it was named; null for a data set. */
  readonly file: string | null
}

/** The text of a file to begin with. */
interface SeedExample {
  readonly example: string
}

/** `ideadunes sandbox seed`: puts a data set, or a file of one's own, into the sandbox. */
export const seedSandbox = defineCommand({
  id: 'sandbox:seed',
  summary: 'Fill the sandbox with a data set, or with a file of your own',
  args: [{ name: 'data_set', summary: `One of ${dataSetNames.join(', ')}.`, optional: true }],
  flags,
  texts: () => ({
    description:
      'A data set takes the place of all data, as a reset does, but the clock stays: bookings lie in the weeks ' +
      'around its day, and the same set, size and seed on the same day are the same bytes. ' +
      `There are ${dataSetNames.map(name => `${name} (${dataSets[name]})`).join('; ')}. ` +
      'The keys work with each of them, for tnt_clinic. A file is added to what is there: all of it, or, if ' +
      'anything is wrong with it, nothing, with the lines of every fault. docs/seeding.md in the package describes ' +
      'it, and --example prints one to begin with.',
    examples: [
      { title: 'A clinic with patients and bookings', command: 'sandbox seed clinic --yes' },
      { title: 'Many of them', command: 'sandbox seed coworking --size 100000 --seed load-test --yes' },
      { title: 'A file to begin with', command: 'sandbox seed --example > data.yaml' },
      { title: 'Data of your own', command: 'sandbox seed --file data.yaml' },
      { title: 'And nothing else', command: 'sandbox seed --file data.json --replace --yes' },
    ],
  }),
  howToLook: () => 'To look: `ideadunes bookings list --order start_at`.',
  run: async (input, context) =>
    input.flags.example === true ? { example: context.contract.seedExample() } : await seed(input, context),
  async render(result: SeedResult | SeedExample, input, context) {
    const { stdout, stderr } = context.terminal
    if ('example' in result) return await stdout.write(result.example)
    if (!stdout.isTty) return await writeRecord(stdout, { ...result }, [])
    const made = Object.entries(result.created).filter(([, count]) => count > 0)
    const counts = made.map(([kind, count]) => `${count} ${kind}`).join(', ') || 'nothing'
    const what = result.file ?? `the data set ${result.data_set}`
    const verb = result.replaced ? 'holds now' : 'got'
    await stdout.write(
      `${paintFor(stdout)('green', `Seeded ${result.base_url} with ${what}`)}\n` +
        `  ${result.tenant_id} ${verb} ${counts}.\n`,
    )
    await stderr.write(
      `\nLook at it: ${context.typedName} bookings list --order start_at${placeTyped(input, context)}\n`,
    )
  },
})

async function seed(input: Input, context: Context): Promise<SeedResult> {
  const wish = wishOf(input)
  const file = 'path' in wish ? await readSeedFile(wish.path, context) : undefined
  const control = controlOf(input.flags, context)
  refuseForeign(control, input.flags, context)
  const replaces = file === undefined ? input.flags.add !== true : input.flags.replace === true
  if (replaces && input.flags.yes !== true) await ask(control, input, context)
  const { baseUrl, client } = control
  return await showingProgress(control, 'seed', input.json, context, async () => {
    if (file !== undefined) return await seedFile(file, control, replaces)
    if ('path' in wish) throw new Error('A file that was named has been read.')
    return { base_url: baseUrl, file: null, ...(await client.seed(wish)) }
  })
}

async function seedFile(
  { name, text }: SeedFileText,
  { baseUrl, client }: Control,
  replace: boolean,
): Promise<SeedResult> {
  try {
    return { base_url: baseUrl, file: name, ...(await client.seedFile(text, { replace })) }
  } catch (error) {
    throw toldByLine(error, name)
  }
}

async function ask({ baseUrl, sandbox }: Control, { json }: Input, context: Context): Promise<void> {
  const data = sandbox === undefined || sandbox.data === ':memory:' ? '' : ` (${sandbox.data})`
  await confirm(`This deletes all data of ${baseUrl}${data} first. Go ahead?`, json, context)
}

/** What is to be seeded. Throws usage failures for words that do not go together. */
function wishOf({ args, flags }: Input) {
  const { file, size, seed, add, replace } = flags
  const { data_set: name } = args
  if (file !== undefined) {
    const idle = { DATA_SET: name, '--size': size, '--seed': seed, '--add': add }
    const [extra] = Object.entries(idle).find(([, value]) => value !== undefined) ?? []
    if (extra !== undefined) throw wrong(extra, `${extra} is for data sets, and --file names a file`)
    return { path: file }
  }
  if (name === undefined) {
    throw new Failure('usage', 'missing_input', '`sandbox seed` needs DATA_SET or --file', {
      field: 'DATA_SET',
      hint: `Take one of ${dataSetNames.join(', ')}, or a file of your own: --file data.yaml.`,
      details: { missing: ['DATA_SET'] },
    })
  }
  if (replace !== undefined) throw wrong('--replace', '--replace is for files; a data set replaces all data')
  return {
    data_set: dataSetNamed(name),
    ...(size !== undefined && { size }),
    ...(seed !== undefined && { seed }),
    ...(add !== undefined && { add }),
  }
}

function dataSetNamed(name: string): DataSetName {
  if (isDataSet(name)) return name
  const near = nearestOf(name, dataSetNames)
  const all = `Take one of ${dataSetNames.join(', ')}.`
  throw new Failure('usage', 'unknown_data_set', `There is no data set ${name}`, {
    field: 'DATA_SET',
    hint: near === undefined ? all : `Did you mean ${near}? ${all}`,
  })
}

function wrong(field: string, message: string): Failure {
  return new Failure('usage', 'conflicting_flags', message, {
    field,
    hint: 'See `ideadunes sandbox seed --help`.',
  })
}
