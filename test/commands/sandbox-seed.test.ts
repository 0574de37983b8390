import { readFileSync, truncateSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { PassThrough } from 'node:stream'
import { describe, expect, test } from 'vitest'
import { showingProgress } from '../../commands/sandbox/show-progress.ts'
import { dataSetNames } from '../../src/control/data-sets.ts'
import type { ProgressView, Seeded } from '../../src/control/sandbox-control.ts'
import type { ServeOptions } from '../../src/control/served-sandbox.ts'
import { apiError } from '../client/scripted-api.ts'
import { fakeEmulator } from './fake-emulator.ts'
import { fakeSandbox, frozenClock } from './fake-sandbox.ts'
import { runCli, temporaryFolder } from './run-cli.ts'

const seeded: Seeded = {
  data_set: 'clinic',
  size: 400,
  seed: 'ideadunes',
  replaced: true,
  tenant_id: 'tnt_clinic',
  created: { locations: 2, services: 7, bookings: 400, skills: 0 },
  clock: frozenClock,
}
const fromFile: Seeded = {
  ...seeded,
  data_set: null,
  size: null,
  seed: null,
  replaced: false,
  created: { customers: 2 },
}
const answer = (json: Seeded) => ({ status: 200, json })

describe('sandbox seed DATA_SET', () => {
  test('sends the data set and what it is to be like', async () => {
    await using sandbox = await fakeSandbox([answer(seeded)])
    const argv = ['sandbox', 'seed', 'clinic', '--size', '5000', '--seed', 'abc', '--add']
    expect((await runCli(argv, { env: sandbox.env })).code).toBe(0)
    expect(sandbox.seen.map(({ method, url }) => `${method} ${url}`)).toEqual(['POST /_sandbox/seed'])
    expect(JSON.parse(sandbox.seen[0]?.body ?? '')).toEqual({
      data_set: 'clinic',
      size: 5000,
      seed: 'abc',
      add: true,
    })
  })

  test('tells people what the sandbox holds now, and how to look at it', async () => {
    await using sandbox = await fakeSandbox([answer(seeded)])
    const run = await runCli(['sandbox', 'seed', 'clinic', '--yes'], { env: sandbox.env, tty: true })
    expect(run).toEqual({
      code: 0,
      stdout: `Seeded ${sandbox.baseUrl} with the data set clinic\n  tnt_clinic holds now 2 locations, 7 services, 400 bookings.\n`,
      stderr: '\nLook at it: ideadunes bookings list --order start_at\n',
    })
  })

  test('piped gives its members, one a line; under --json one document', async () => {
    await using sandbox = await fakeSandbox([answer(seeded)])
    const argv = ['sandbox', 'seed', 'clinic', '--yes']
    const { stdout, stderr } = await runCli(argv, { env: sandbox.env })
    expect([stdout.split('\n').slice(0, 3), stderr]).toEqual([
      [`base_url\t${sandbox.baseUrl}`, 'file\t', 'data_set\tclinic'],
      '',
    ])
    const json = await runCli([...argv, '--json'], { env: sandbox.env })
    expect([JSON.parse(json.stdout), json.stderr]).toEqual([
      { base_url: sandbox.baseUrl, file: null, ...seeded },
      '',
    ])
  })

  test('asks first, and changes nothing without a yes', async () => {
    await using sandbox = await fakeSandbox([answer(seeded)])
    const argv = ['sandbox', 'seed', 'clinic']
    const no = await runCli(argv, { env: sandbox.env, tty: true, stdin: 'n\n' })
    expect([no.code, no.stderr]).toEqual([
      130,
      expect.stringContaining(
        `This deletes all data of ${sandbox.baseUrl} (/data/here) first. Go ahead? (y/N)`,
      ),
    ])
    const nobody = await runCli(argv, { env: sandbox.env })
    expect([nobody.code, nobody.stderr]).toEqual([2, expect.stringContaining('(confirmation_required)')])
    expect(sandbox.seen).toEqual([])
    expect((await runCli(argv, { env: sandbox.env, tty: true, stdin: 'y\n' })).code).toBe(0)
    expect((await runCli([...argv, '--add'], { env: sandbox.env })).code).toBe(0)
    expect(sandbox.seen.length).toBe(2)
  })

  test('leaves the sandbox of another project alone', async () => {
    await using sandbox = await fakeSandbox([answer(seeded)], '/other')
    const { code, stderr } = await runCli(['sandbox', 'seed', 'clinic', '--yes'], { env: sandbox.env })
    expect([code, stderr, sandbox.seen]).toEqual([2, expect.stringContaining('(other_project)'), []])
  })

  test.each([
    [['clinci'], 'unknown_data_set', 'Did you mean clinic? Take one of default,'],
    [['nonsense'], 'unknown_data_set', 'Take one of default,'],
    [[], 'missing_input', 'or a file of your own: --file data.yaml'],
    [['clinic', '--replace'], 'conflicting_flags', '--replace is for files'],
    [['clinic', '--file', 'a.yaml'], 'conflicting_flags', 'DATA_SET is for data sets'],
    [['--file', 'a.yaml', '--size', '5'], 'conflicting_flags', '--size is for data sets'],
    [['--file', 'a.yaml', '--add'], 'conflicting_flags', '--add is for data sets'],
    [['clinic', '--size', '0'], 'invalid_flag', '--size must be from 1 to 1000000'],
  ])('%j is a usage error that says what to do', async (words, code, text) => {
    const run = await runCli(['sandbox', 'seed', ...words])
    expect([run.code, run.stdout]).toEqual([2, ''])
    expect(run.stderr).toContain(`(${code})`)
    expect(run.stderr).toContain(text)
  })

  test('names the flag of a refused member', async () => {
    const fields = [{ path: '/size', code: 'not_possible', message: 'is not for default' }]
    await using sandbox = await fakeSandbox([apiError(422, 'validation_failed', 'x', { fields })])
    const { code, stderr } = await runCli(['sandbox', 'seed', 'default', '--size', '5', '--yes'], {
      env: sandbox.env,
    })
    expect([code, stderr]).toEqual([3, expect.stringContaining('--size  is not for default')])
  })

  test('lists every data set in its help', async () => {
    const { stdout } = await runCli(['sandbox', 'seed', '--help'])
    for (const name of dataSetNames) expect(stdout).toContain(`${name} (`)
  })
})

describe('sandbox seed --file', () => {
  test('sends the text as it is, and asks nobody', async () => {
    using folder = temporaryFolder()
    const path = join(folder.path, 'data.yaml')
    writeFileSync(path, 'customers:\n  - name: "Å ☂"\n')
    await using sandbox = await fakeSandbox([answer(fromFile)])
    const run = await runCli(['sandbox', 'seed', '--file', path], { env: sandbox.env, tty: true })
    expect(run.stdout).toBe(`Seeded ${sandbox.baseUrl} with ${path}\n  tnt_clinic got 2 customers.\n`)
    const [request] = sandbox.seen
    expect([request?.url, request?.headers['content-type'], request?.body]).toEqual([
      '/_sandbox/seed',
      'application/yaml',
      readFileSync(path, 'utf8'),
    ])
  })

  test('reads stdin for -, and replaces everything when told and confirmed', async () => {
    await using sandbox = await fakeSandbox([answer(fromFile)])
    const argv = ['sandbox', 'seed', '--file', '-', '--replace']
    expect((await runCli(argv, { env: sandbox.env, stdin: '{}' })).code).toBe(2)
    expect((await runCli([...argv, '--yes'], { env: sandbox.env, stdin: '{}' })).code).toBe(0)
    expect(sandbox.seen.map(({ url, body }) => [url, body])).toEqual([['/_sandbox/seed?replace=true', '{}']])
  })

  test('tells every fault with file and line, as compilers do', async () => {
    const fields = [
      {
        path: '/services/0/duration_min',
        code: 'too_small',
        message: 'must be at least 1',
        line: 14,
        column: 5,
      },
      { path: '', code: 'tab', message: 'A tab may not indent YAML', line: 20, column: 1 },
      { path: '', code: 'too_large', message: 'is YAML of more than 16 MB' },
    ]
    const step = apiError(422, 'validation_failed', 'The file has 3 faults; nothing was changed', { fields })
    await using sandbox = await fakeSandbox([step])
    const argv = ['sandbox', 'seed', '--file', '-']
    const { code, stdout, stderr } = await runCli(argv, { env: sandbox.env, stdin: 'x' })
    expect([code, stdout]).toEqual([3, ''])
    expect(stderr.split('\n').slice(0, 4)).toEqual([
      'Error: stdin has 3 faults; nothing was changed (validation_failed)',
      '  stdin:14:5 /services/0/duration_min must be at least 1',
      '  stdin:20:1 A tab may not indent YAML',
      '  stdin is YAML of more than 16 MB',
    ])
    const json = JSON.parse((await runCli([...argv, '--json'], { env: sandbox.env, stdin: 'x' })).stdout)
    expect(json.error).toMatchObject({ code: 'validation_failed', details: { file: 'stdin', fields } })
  })

  test('keeps other errors as they are', async () => {
    await using sandbox = await fakeSandbox([apiError(500, 'internal_error', 'Broken')])
    const { stderr } = await runCli(['sandbox', 'seed', '--file', '-'], { env: sandbox.env, stdin: 'x' })
    expect(stderr).toContain('Error: Broken (internal_error)')
  })

  test('that is not there, or too large, is a usage error before anybody is asked', async () => {
    using folder = temporaryFolder()
    const large = join(folder.path, 'large.yaml')
    writeFileSync(large, '')
    truncateSync(large, 64 * 1024 * 1024 + 1)
    const missing = await runCli(['sandbox', 'seed', '--file', join(folder.path, 'none.yaml')])
    expect([missing.code, missing.stderr]).toEqual([2, expect.stringContaining('(file_not_readable)')])
    const tooLarge = await runCli(['sandbox', 'seed', '--file', large])
    expect([tooLarge.code, tooLarge.stderr]).toEqual([
      2,
      expect.stringContaining('is larger than 64 MB (file_too_large)'),
    ])
  })
})

describe('sandbox reset --data-set', () => {
  test('sends the data set, and says what the sandbox holds', async () => {
    await using sandbox = await fakeSandbox([
      { status: 200, json: { data_set: 'clinic', clock: frozenClock } },
      { status: 200, json: { data_set: 'default', clock: frozenClock } },
    ])
    const argv = ['sandbox', 'reset', '--yes']
    const { stdout } = await runCli([...argv, '--data-set', 'clinic'], { env: sandbox.env })
    expect(stdout).toBe(
      `Reset ${sandbox.baseUrl} to the data set clinic; its clock shows 2026-04-19T00:00:00Z.\n`,
    )
    expect((await runCli(argv, { env: sandbox.env })).stdout).toContain('to the example data')
    expect(sandbox.seen.map(({ body }) => body)).toEqual(['{"data_set":"clinic"}', ''])
  })

  test('takes only those that there are', async () => {
    const { code, stderr } = await runCli(['sandbox', 'reset', '--yes', '--data-set', 'x'])
    expect([code, stderr]).toEqual([
      2,
      expect.stringContaining('--data-set must be one of default, reference, empty,'),
    ])
  })
})

describe('sandbox start --data-set', () => {
  const start = async (argv: readonly string[], env: Record<string, string> = {}) => {
    const { context, started } = fakeEmulator()
    const serveSandbox = async (options: ServeOptions) => {
      const { dataSet } = options
      return Object.assign(await context.serveSandbox(options), dataSet !== undefined && { dataSet })
    }
    const run = await runCli(['sandbox', 'start', ...argv], { env, context: { ...context, serveSandbox } })
    return { ...run, started }
  }

  test('passes it on, and tells what can be typed with it', async () => {
    const { started, stdout } = await start(['--data-set', 'clinic'])
    expect(started).toMatchObject([{ dataSet: 'clinic' }])
    expect(stdout).toContain('(new, with the data set clinic)')
    expect(stdout).toContain('\n  ideadunes services list\n')
    expect(stdout).not.toContain('cust_priya_01')
    expect((await start([], { IDEADUNES_DATA_SET: 'reference' })).stdout).toContain('cust_priya_01')
    expect((await start([])).started[0]).not.toHaveProperty('dataSet')
  })

  test('takes only those that there are', async () => {
    const { code, started } = await start(['--data-set', 'x'])
    expect([code, started]).toEqual([2, []])
  })
})

type Context = Parameters<typeof showingProgress>[3]

/** Answers how far it is, one after the other, and ends the work with the last. */
async function shown(
  dones: readonly (number | null | Error)[],
  { isTty = false, json = false, env = {} as Record<string, string> } = {},
) {
  let written = ''
  let asked = 0
  const work = Promise.withResolvers<string>()
  const client = {
    async progress() {
      const done = dones[asked++] ?? null
      if (asked >= dones.length) work.resolve('done')
      if (done instanceof Error) throw done
      const progress: ProgressView | null = done === null ? null : { what: 'seed', done, of: 1_000 }
      return { progress }
    },
  }
  const write = async (text: string) => {
    written += text
  }
  const stderr = { isTty, write }
  let drawn = ''
  const output = Object.assign(new PassThrough(), {
    isTTY: true,
    columns: 80,
    clearLine: () => output.write('\u001b[2K'),
    cursorTo: () => true,
    moveCursor: () => true,
  })
  output.on('data', chunk => {
    drawn += String(chunk)
  })
  const terminal = { stderr, streams: () => ({ output }) }
  const context = { terminal, place: { env } } as unknown as Context
  if (json) work.resolve('done')
  const result = await showingProgress({ client } as never, 'seed', json, context, () => work.promise)
  return { result, written, drawn, asked }
}

describe('the progress of a seed', () => {
  test('is a line for each tenth where no terminal is', async () => {
    const { result, written } = await shown([0, 110, 115, 420, 1_000, null])
    expect([result, written]).toEqual(['done', 'Seeding: 10 %\nSeeding: 40 %\nSeeding: 100 %\n'])
  })

  test('is one line on a terminal, which is gone at the end', async () => {
    const { written, drawn } = await shown([110, 420, null, null], { isTty: true })
    expect(written).toBe('')
    expect(drawn).toMatch(/Seeding.*Seeding: 40 %/s)
    // The line is cleared, and the cursor is there again.
    const end = drawn.slice(drawn.lastIndexOf('Seeding'))
    expect(end).toContain('\u001b[2K')
    expect(end).toContain('\u001b[?25h')
  })

  test.each([{ CI: 'true' }, { TERM: 'dumb' }])('is lines on a terminal that redraws none: %o', async env => {
    const { written, drawn } = await shown([110, 420, null], { isTty: true, env })
    expect([written, drawn]).toEqual(['Seeding: 10 %\nSeeding: 40 %\n', ''])
  })

  test('is not asked for beside JSON', async () => {
    expect(await shown([500], { json: true })).toEqual({ result: 'done', written: '', drawn: '', asked: 0 })
  })

  test('is no matter to what is made: who cannot tell it is not asked in vain', async () => {
    const { result, written } = await shown([new Error('404'), 300, null])
    expect([result, written]).toEqual(['done', 'Seeding: 30 %\n'])
  })
})
