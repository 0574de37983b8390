import { globSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import type { Context } from '../../../commands/kernel/context.ts'
import { alreadyRunningText, readyText } from '../../../commands/sandbox/ready-text.ts'
import { posixWords } from '../../contract/posix-words.ts'
import { type RegisteredSandbox, registeredSandbox } from '../registered-sandbox.ts'
import { type RunOptions, runCli } from '../run-cli.ts'

const root = fileURLToPath(new URL('../../..', import.meta.url))

let sandbox: RegisteredSandbox
let file: string
beforeAll(async () => {
  sandbox = await registeredSandbox()
  file = join(sandbox.folder, 'saved.db')
  await type('sandbox snapshot save saved')
  await type(`sandbox snapshot export saved ${file}`)
  await type('sandbox fork --name feature-x')
})
beforeEach(async () => {
  await type('sandbox reset --yes')
  await type('sandbox clock freeze 2026-04-15T09:42:11Z')
  await type('sandbox clock freeze 2026-04-15T09:42:11Z --sandbox feature-x')
})
afterAll(async () => {
  await sandbox[Symbol.asyncDispose]()
  expect(sandbox.bugs).toEqual([])
})

/** Types a line at a terminal, and says yes where it is asked. */
const type = (line: string, options: RunOptions = {}) =>
  runCli(posixWords(line), { tty: true, stdin: 'y\n', ...options, env: sandbox.env })

/** The commands that a text prints to be typed. */
const printedIn = (text: string) =>
  text
    .split('\n')
    .flatMap(line => /(?:^ *|: |so does |until )(?:ideadunes )(.*?)(?: ends it)?\.?$/.exec(line)?.[1] ?? [])

/** Which file prints what, and after which line. Files that print none, or whose lines another test types, say so. */
const printers: Readonly<Record<string, readonly string[]>> = {
  'commands/sandbox/snapshot/save.ts': [
    'sandbox snapshot save before --force',
    'sandbox snapshot save theirs --force --sandbox feature-x',
  ],
  'commands/api/views/slots.ts': [
    'availability slots --service-id svc_consult_30 --from 2026-04-20 --to 2026-04-21',
    'availability slots --service-id svc_consult_30 --from 2026-04-20 --to 2026-04-21 --sandbox feature-x',
  ],
  'commands/sandbox/snapshot/import.ts': ['sandbox snapshot import FILE --name again --force'],
  'commands/sandbox/seed.ts': [
    'sandbox seed clinic --size 20 --yes',
    'sandbox seed salon --size 20 --yes --sandbox feature-x',
  ],
  'commands/sandbox/clock/render-change.ts': [
    'sandbox clock set 2026-04-15T09:00:00Z',
    'sandbox clock resume',
    'sandbox clock freeze --sandbox feature-x',
    'sandbox clock advance 1m --sandbox feature-x',
  ],
  'commands/sandbox/tenants/create.ts': [
    'sandbox tenants create --name Berlin --id tnt_berlin',
    'sandbox tenants create --name Kochi --id tnt_kochi --sandbox feature-x',
  ],
  'commands/sandbox/keys/create.ts': [
    'sandbox keys create',
    'sandbox keys create --tenant tnt_ideadunes --sandbox feature-x',
  ],
  'commands/sandbox/faults/add.ts': [
    'sandbox faults add cut --operation createRefund',
    'sandbox faults add cut --tenant tnt_clinic --operation createRefund --sandbox feature-x',
  ],
  'commands/sandbox/faults/list.ts': ['sandbox faults list'],
  'commands/sandbox/fork.ts': ['sandbox fork', 'sandbox fork --name of-fork --sandbox feature-x'],
}
const elsewhere: Readonly<Record<string, string>> = {
  'commands/account/login.ts': 'test/commands/account/login.test.ts types it',
  'commands/api/api-notes.ts': 'test/commands/api/next-commands.test.ts',
  'commands/api/await-end.ts': 'test/commands/api/wait.test.ts',
  'commands/main/help.ts': 'names of commands, not lines',
  'commands/main/print-root-help.ts': 'names of commands, not lines',
  'commands/main/root-help.ts': 'names of commands, not lines',
  'commands/sandbox/foreground.ts': 'hands the name to the page of the sandbox',
  'commands/sandbox/list.ts': '`sandbox start`, which every journey types',
  'commands/sandbox/messages/list.ts': 'test/commands/sandbox/messages.test.ts',
  'commands/ask/ask-missing.ts': 'test/commands/ask/ask-missing.test.ts types it again',
  'commands/sandbox/ready-text.ts': 'below, and test/journeys/docs.test.ts starts it',
  'commands/sandbox/snapshot/list.ts': 'NAME stands for a name',
  'commands/sandbox/stop.ts': 'test/commands/sandbox-lifecycle.test.ts: another sandbox runs',
}

test('every file that prints commands is looked at', () => {
  const files = globSync('commands/**/*.ts', { cwd: root }).filter(
    path => !/^commands\/(kernel|connect)\/|typed-name|process-context/.test(path),
  )
  const printing = files.filter(path => readFileSync(join(root, path), 'utf8').includes('typedName'))
  expect(printing.toSorted()).toEqual([...Object.keys(printers), ...Object.keys(elsewhere)].toSorted())
})

describe('what is printed to be typed', () => {
  test.each(Object.values(printers).flat())('after `%s` works', async line => {
    if (line.includes('clock')) await book(line)
    const first = await type(line.replace('FILE', file))
    expect([first.code, first.stderr]).toEqual([0, expect.any(String)])
    const lines = printedIn(first.stdout + first.stderr)
    expect(lines.length, first.stdout + first.stderr).toBeGreaterThan(0)
    for (const next of lines) {
      const { code, stderr } = await type(next)
      expect([next, code, code === 0 ? '' : stderr]).toEqual([next, 0, ''])
      if (line.includes('--sandbox')) expect(next).toMatch(/--sandbox|^sandbox discard/)
    }
  })

  test('by a sandbox that is ready works', async () => {
    const ready = {
      state: {
        base_url: sandbox.served.baseUrl,
        port: sandbox.served.port,
        data: ':memory:',
        resumed: false,
        recovered: false,
        keys: sandbox.served.keys,
        tenant: 'tnt_clinic',
        pid: 1,
      },
      portNote: null,
      crashedPid: null,
    }
    const context = {
      terminal: { stdout: { colour: false } },
      typedName: 'ideadunes',
      now: () => new Date('2026-04-15T09:42:11Z'),
    } as unknown as Context
    const texts = [
      readyText(ready, 'terminal', context),
      readyText({ ...ready, state: { ...ready.state, resumed: true } }, { log: null }, context),
      readyText({ ...ready, dataSet: 'empty' }, 'terminal', context),
      alreadyRunningText(ready, { log: null }, context),
    ]
    const lines = texts.flatMap(printedIn)
    // To stop it is what the journeys do.
    const stop = lines.filter(line => line === 'sandbox stop')
    expect(stop).toHaveLength(4)
    for (const line of lines.filter(line => line !== 'sandbox stop')) {
      const { code, stderr } = await type(line)
      expect([line, code, code === 0 ? '' : stderr]).toEqual([line, 0, ''])
    }
    const [curl = ''] = texts.flatMap(text => /^ *curl -s (.*)$/m.exec(text)?.[1] ?? [])
    const [url = '', , header = ''] = posixWords(curl)
    const answer = await fetch(url, { headers: { Authorization: header.replace('Authorization: ', '') } })
    expect(answer.status).toBe(200)
  })
})

/** Something that the clock has before it. */
async function book(line: string): Promise<void> {
  const place = line.includes('--sandbox') ? ' --sandbox feature-x' : ''
  const booked =
    'bookings create --customer-id cust_priya_01 --service-id svc_consult_30 --override-conflicts'
  await type(`${booked} --start-at 2026-04-25T05:00:00Z${place}`)
}
