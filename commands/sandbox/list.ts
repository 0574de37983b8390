import { asFailure } from '../../src/failure/as-failure.ts'
import { oneLine } from '../../src/output/cell.ts'
import { openTable } from '../../src/output/table.ts'
import {
  listRunningSandboxes,
  type RunningSandbox,
  registryFolder,
} from '../../src/profiles/running-sandboxes.ts'
import { userStateFolder } from '../../src/profiles/user-folders.ts'
import { controlClientAt } from '../connect/control.ts'
import { isOwnSandbox } from '../connect/which-sandbox.ts'
import { defineCommand } from '../kernel/command.ts'
import type { Context } from '../kernel/context.ts'
import { listColumns, listRows } from './list-rows.ts'
import type { ListedSandbox } from './listed-sandbox.ts'

/** The longest that one of them is waited for: a stopped process must not keep the list from the others. */
const patienceMs = 2_000

/** `ideadunes sandbox list`: every sandbox that runs on this machine, with its forks. */
export const listSandboxes = defineCommand({
  id: 'sandbox:list',
  summary: 'List the sandboxes that run on this machine, and their forks',
  args: [],
  flags: {},
  texts: () => ({
    description:
      'Of every project, the newest first; that of the current folder is marked with *. One that does not answer ' +
      'is listed all the same, with the reason on stderr. Piped, each sandbox and each fork is one line of values ' +
      'with tabs between them: mark, address, id, name, process, since, clock, project, data, end, error.',
    examples: [
      { title: 'Show them', command: 'sandbox list' },
      { title: 'For scripts', command: 'sandbox list --json' },
    ],
  }),
  async run(_, context): Promise<{ data: readonly ListedSandbox[] }> {
    const running = listRunningSandboxes(registryFolder(userStateFolder(context.place)))
    return { data: await Promise.all(running.map(sandbox => ask(sandbox, context))) }
  },
  async render({ data }, _, { terminal, typedName }) {
    const { stdout, stderr } = terminal
    if (data.length === 0) {
      return await stderr.write(`No sandbox is running. Start one: ${typedName} sandbox start\n`)
    }
    await openTable(stdout, listColumns(stdout.isTty)).add(listRows(data, stdout.isTty))
    for (const { base_url, pid, error } of data) {
      if (error === null) continue
      await stderr.write(`${base_url} (process ${pid}) does not answer: ${oneLine(error.message)}\n`)
    }
  },
})

async function ask(sandbox: RunningSandbox, context: Context): Promise<ListedSandbox> {
  const { base_url, project, pid, started_at, data, log = null, control_token } = sandbox
  const known = { base_url, project, own: isOwnSandbox(sandbox, context), pid, started_at, data, log }
  const limit = AbortSignal.timeout(patienceMs)
  const signal = AbortSignal.any([context.signal, limit])
  const client = controlClientAt(base_url, control_token, { ...context, signal })
  try {
    const [clock, sandboxes] = await Promise.all([client.clock(), client.sandboxes()])
    return { ...known, clock, forks: sandboxes.data.filter(({ id }) => id !== 'main'), error: null }
  } catch (thrown) {
    if (context.signal.aborted) throw thrown
    const { code, message } = asFailure(thrown)
    const error = limit.aborted
      ? { code: 'timeout', message: `no answer within ${patienceMs / 1_000} s` }
      : { code, message }
    return { ...known, clock: null, forks: [], error }
  }
}
