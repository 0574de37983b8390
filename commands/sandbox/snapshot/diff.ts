import type { DiffLine, DiffTotals, ObjectChange } from '../../../src/control/snapshot-control.ts'
import { asFailure } from '../../../src/failure/as-failure.ts'
import { Failure } from '../../../src/failure/failure.ts'
import { failureJson } from '../../../src/output/failure-text.ts'
import { openJsonList } from '../../../src/output/json.ts'
import { controlFlags, controlOf } from '../../connect/control.ts'
import { type CommandInput, defineCommand, type FlagSpecs } from '../../kernel/command.ts'
import type { Context } from '../../kernel/context.ts'
import { StreamedFailure } from '../../kernel/streamed-failure.ts'
import { openDiffView } from './diff-view.ts'

const flags = {
  ...controlFlags,
  'exit-code': {
    kind: 'boolean',
    summary: 'Exit with 7 when objects differ.',
    env: 'IDEADUNES_SNAPSHOT_EXIT_CODE',
  },
} as const satisfies FlagSpecs

interface Diff {
  readonly lines: AsyncGenerator<DiffLine>
  readonly exitCode: boolean
}

/** `ideadunes sandbox snapshot diff`: what became of bookings, customers and the rest between two states. */
export const diffSnapshots = defineCommand({
  id: 'sandbox:snapshot:diff',
  summary: 'Show what changed since a snapshot, or between two',
  args: [
    { name: 'from', summary: 'The snapshot to start from.' },
    {
      name: 'to',
      summary: 'The snapshot to compare with; by default the sandbox as it is now.',
      optional: true,
    },
  ],
  flags,
  texts: () => ({
    description:
      'Objects of the API with the members that differ, by kind and then by id; `~` changed, `+` added, `-` removed. ' +
      'Then how many events, requests, idempotency records and waiting jobs there are, and the clocks. Revision and ' +
      'updated_at are told only where nothing else differs, and secrets never. Piped, one line for each member, with ' +
      'tabs between change, kind, id, member, before and after. With --sandbox the present is that of a fork.',
    examples: [
      { title: 'What my test did', command: 'sandbox snapshot diff before' },
      { title: 'Between two snapshots', command: 'sandbox snapshot diff monday tuesday --json' },
      { title: 'Nothing may have changed', command: 'sandbox snapshot diff before --exit-code' },
    ],
  }),
  async run({ args, flags: given }: CommandInput<typeof flags>, context): Promise<Diff> {
    const { client } = controlOf(given, context)
    return { lines: client.diffSnapshot(args.from ?? '', args.to), exitCode: given['exit-code'] === true }
  },
  async render(diff, _, { terminal }) {
    const view = openDiffView(terminal.stdout)
    const totals = await read(diff, view.add)
    await view.close(totals)
    tellByExitCode(diff, totals)
  },
  async renderJson(diff, { terminal }: Context) {
    const list = openJsonList(terminal.stdout, 'changes')
    let isOpen = false
    const add = (change: ObjectChange) => {
      isOpen = true
      return list.add([change])
    }
    try {
      const totals = await read(diff, add)
      await list.close({ totals })
      tellByExitCode(diff, totals)
    } catch (thrown) {
      // Before the first change the document can still be that of the error alone.
      if (!isOpen || thrown instanceof StreamedFailure) throw thrown
      const failure = asFailure(thrown)
      await list.close({ error: failureJson(failure) })
      throw new StreamedFailure(failure)
    }
  },
})

/** Reads to the totals, without which it was cut off. */
async function read({ lines }: Diff, onChange: (change: ObjectChange) => Promise<void>): Promise<DiffTotals> {
  for await (const line of lines) {
    if ('totals' in line) return line.totals
    await onChange(line)
  }
  throw new Failure('unreachable', 'cut_off', 'The sandbox ended before the comparison did', {
    hint: 'See whether it still runs with `ideadunes sandbox status`, and try again.',
  })
}

function tellByExitCode({ exitCode }: Diff, { added, removed, changed }: DiffTotals): void {
  if (!exitCode || added + removed + changed === 0) return
  throw new StreamedFailure(new Failure('differs', 'differs', 'Objects differ'))
}
