import { join } from 'node:path'
import { Failure } from '../../src/failure/failure.ts'
import { oneLine } from '../../src/output/cell.ts'
import { writeJson } from '../../src/output/json.ts'
import { paintFor } from '../../src/output/paint.ts'
import {
  listRunningSandboxes,
  type RunningSandbox,
  registryFolder,
} from '../../src/profiles/running-sandboxes.ts'
import { sandboxFolder } from '../../src/profiles/sandbox-folder.ts'
import { userStateFolder } from '../../src/profiles/user-folders.ts'
import { asTyped } from '../kernel/as-typed.ts'
import { defineCommand } from '../kernel/command.ts'
import type { Context } from '../kernel/context.ts'
import { hasPlugins, pluginFolder } from '../kernel/plugin-folder.ts'
import { StreamedFailure } from '../kernel/streamed-failure.ts'
import { type Check, ok } from './check.ts'
import { checkDatabase } from './database.ts'
import { checkConfig, checkData, checkKeyring, checkNode } from './machine.ts'
import { checkPort } from './port.ts'
import { checkApi, checkSandbox, doctorFlags } from './services.ts'

/** The sandbox of this folder that runs. */
function runningOn(data: string, { place }: Context): RunningSandbox | undefined {
  const running = listRunningSandboxes(registryFolder(userStateFolder(place)))
  return running.find(sandbox => sandbox.data === data)
}

interface Report {
  readonly ok: boolean
  readonly checks: readonly Check[]
}

/** `ideadunes doctor`: looks at all that has to be right, and says what to do about what is not. */
export const doctor = defineCommand({
  id: 'doctor',
  summary: 'Check this machine, the sandbox and the API, and say what to do',
  args: [],
  flags: doctorFlags,
  texts: () => ({
    description:
      'Looks at Node, the keyring, settings, the data folder with its rights and room, its database page by page, the port, the ' +
      'sandbox that runs, and the API with its clock. Nothing is changed. Exits with 1 when something failed; ' +
      'warnings alone are no failure.',
    examples: [
      { title: 'What is wrong here?', command: 'doctor' },
      { title: 'For scripts', command: 'doctor --json' },
    ],
  }),
  async run({ flags }, context): Promise<Report> {
    const [keyring, sandbox, api] = await Promise.all([
      checkKeyring(context),
      checkSandbox(flags, context),
      checkApi(flags, context),
    ])
    const { data } = sandboxFolder(context.place)
    const running = runningOn(data, context)
    const checks = [
      checkNode(process.version),
      checkConfig(context),
      keyring,
      ...checkData(context),
      await checkDatabase(join(data, 'sandbox.db'), running !== undefined),
      await checkPort(running, data),
      ...sandbox,
      ...api,
      ok('plugins', hasPlugins(context.place) ? `in ${pluginFolder(context.place)}` : 'none'),
    ]
    return { ok: checks.every(({ status }) => status !== 'failed'), checks }
  },
  async render(report, _, context) {
    const paint = paintFor(context.terminal.stdout)
    const marks = { ok: paint('green', '✓'), warning: paint('yellow', '!'), failed: paint('red', '✗') }
    const lines = report.checks.map(({ name, status, found, advice }) => {
      const text = `${marks[status]} ${name.padEnd(8)}  ${oneLine(found)}\n`
      return advice === null ? text : `${text}            ${paint('dim', asTyped(advice, context))}\n`
    })
    await context.terminal.stdout.write(lines.join(''))
    endWith(report)
  },
  async renderJson(report, context: Context) {
    await writeJson(context.terminal.stdout, report)
    endWith(report)
  },
})

/** All is told; only the exit code is left. */
function endWith({ checks }: Report): void {
  const bad = checks.find(({ status }) => status === 'failed')
  if (bad !== undefined) throw new StreamedFailure(new Failure('bug', 'doctor_failed', bad.found))
}
