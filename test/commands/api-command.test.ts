import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import type { CommandIndex } from '../../src/contract/commands/command-index.ts'
import { apiError, pageOf, type ScriptedApi, type Step, scriptedApi } from '../client/scripted-api.ts'
import { type CliRun, type RunOptions, runCli, temporaryFolder } from './run-cli.ts'

const created: Step = {
  status: 201,
  json: {
    id: 'bk_1',
    status: 'confirmed',
    start_at: '2026-04-20T05:00:00Z',
    notes: null,
    links: { self: '/v2/x' },
  },
}
const required = ['--service-id', 'svc_a', '--start-at', '2026-04-20T05:00:00Z']

/** Commands that the contract does not have yet. */
const index: CommandIndex = {
  'customers:delete': {
    id: 'deleteCustomer',
    method: 'DELETE',
    path: '/v2/customers/{customer_id}',
    summary: 'Delete a customer',
    flags: {},
    destructive: true,
    columns: ['id'],
  },
  'things:set': {
    id: 'setThing',
    method: 'PATCH',
    path: '/v2/things/{thing_id}',
    summary: 'Change a thing',
    flags: {
      skills: { member: 'skills', in: 'body', kind: 'strings' },
      weight: { member: 'weight', in: 'body', kind: 'number' },
      open: { member: 'open', in: 'query', kind: 'boolean' },
    },
    hasBody: true,
    conditional: true,
    columns: ['id'],
  },
}

async function runOn(api: ScriptedApi, argv: readonly string[], options: RunOptions = {}): Promise<CliRun> {
  const env = { IDEADUNES_BASE_URL: api.baseUrl, IDEADUNES_API_KEY: 'sk_test_1', ...options.env }
  return runCli(argv, { index, ...options, env })
}

describe('the request', () => {
  test('takes members from flags, each of its kind', async () => {
    await using api = await scriptedApi(created)
    const argv = [
      ...['bookings', 'create', ...required, '--party-size', '2', '--no-send-confirmation'],
      ...['--metadata', '{"a b": "c \\"d\\""}', '--idempotency-key', 'idem_1', '--tenant', 'tnt_x'],
    ]
    expect((await runOn(api, argv)).code).toBe(0)
    expect(JSON.parse(api.seen[0]?.body ?? '')).toEqual({
      service_id: 'svc_a',
      start_at: '2026-04-20T05:00:00Z',
      party_size: 2,
      send_confirmation: false,
      metadata: { 'a b': 'c "d"' },
    })
    expect(api.seen[0]?.headers).toMatchObject({ 'x-idempotency-key': 'idem_1', 'x-tenant-id': 'tnt_x' })
  })

  test('repeats list flags, and keeps negative numbers and positional arguments apart', async () => {
    await using api = await scriptedApi({ status: 200, json: { id: 'th_1' } })
    const argv = [
      'things',
      'set',
      '--skills',
      'a',
      '--skills',
      'b',
      'th_1',
      '--weight',
      '-1.5',
      '--open',
      '--if-match',
      '*',
    ]
    expect((await runOn(api, argv)).code).toBe(0)
    expect(api.seen[0]).toMatchObject({ method: 'PATCH', url: '/v2/things/th_1?open=true' })
    expect(JSON.parse(api.seen[0]?.body ?? '')).toEqual({ skills: ['a', 'b'], weight: -1.5 })
    expect(api.seen[0]?.headers['if-match']).toBe('*')
  })

  test('takes a minus in front of a value', async () => {
    await using api = await scriptedApi(pageOf([]))
    await runOn(api, ['bookings', 'list', '--order', '-start_at', '--limit=3'])
    expect(api.seen[0]?.url).toBe('/v2/bookings?limit=3&order=-start_at')
  })

  test.each(['text', 'file', 'stdin'])('takes --data from %s, overridden by flags', async source => {
    await using api = await scriptedApi(created)
    using folder = temporaryFolder()
    const text = JSON.stringify({ service_id: 'svc_data', start_at: '2026-04-20T05:00:00Z', notes: 'n' })
    writeFileSync(join(folder.path, 'body.json'), text)
    const data = { text, file: `@${join(folder.path, 'body.json')}`, stdin: '-' }[source] ?? ''
    const argv = ['bookings', 'create', '--data', data, '--service-id', 'svc_flag']
    expect((await runOn(api, argv, { stdin: text })).code).toBe(0)
    expect(JSON.parse(api.seen[0]?.body ?? '')).toMatchObject({ service_id: 'svc_flag', notes: 'n' })
  })

  test.each([
    [['--data', '{'], '--data is not valid JSON'],
    [['--data', ' '], '--data is empty'],
    [['--data', '-'], '--data is empty'],
    [['--data', '[]'], '--data must be a JSON object'],
    [['--data', '@nowhere.json'], 'Cannot read'],
    [['--party-size', 'two'], '--party-size must be a whole number, not two'],
    [['--channel', 'fax'], '--channel must be one of in_person, phone'],
    [['--metadata', '{a}'], '--metadata must be JSON'],
    [['--notes'], '--notes expects a value'],
    [['--send-confirmation=false'], '--send-confirmation takes no value, not false'],
    [['--send-confirmation=false'], 'Give --send-confirmation alone, or --no-send-confirmation.'],
    [['--dry-run=yes'], 'Give --dry-run alone, or leave it out.'],
    [['--tenant', ''], '--tenant must not be empty'],
    [['--base-url='], '--base-url must not be empty'],
    [['--ca-file', ''], 'A variable of the shell in it may have no value'],
    [['--notes', 'a', '--notes', 'b'], '--notes can only be specified once'],
  ])('is refused before it is sent: %j', async (argv, message) => {
    await using api = await scriptedApi(created)
    const { stdout, stderr, code } = await runOn(api, ['bookings', 'create', ...required, ...argv])
    expect({ stdout, code }).toEqual({ stdout: '', code: 2 })
    expect(stderr).toContain(message)
    expect(api.seen).toEqual([])
  })

  test('names everything that is missing at once', async () => {
    await using api = await scriptedApi(created)
    const { stdout, code } = await runOn(api, ['bookings', 'create', '--json'])
    expect(code).toBe(2)
    expect(JSON.parse(stdout).error).toMatchObject({
      code: 'missing_input',
      message: '`bookings create` needs --service-id and --start-at',
      details: { missing: ['--service-id', '--start-at'] },
    })
    expect((await runOn(api, ['bookings', 'get'])).stderr).toContain('`bookings get` needs BOOKING_ID')
    expect(api.seen).toEqual([])
  })
})

describe('the answer', () => {
  test('of a change: the object on stdout, what changed and what next on stderr', async () => {
    await using api = await scriptedApi(created)
    const { stdout, stderr } = await runOn(api, ['bookings', 'create', ...required])
    expect(stdout).toBe(
      'id\tbk_1\nstatus\tconfirmed\nstart_at\t2026-04-20T05:00:00Z\nnotes\t\nlinks\t{"self":"/v2/x"}\n',
    )
    expect(stderr).toBe('✓ Created bk_1, confirmed\nNext: ideadunes bookings get bk_1\n')
  })

  test('of a replay is told as one', async () => {
    await using api = await scriptedApi({
      ...(created as { status: number }),
      headers: { 'X-Idempotent-Replayed': 'true' },
    })
    expect((await runOn(api, ['bookings', 'create', ...required])).stderr).toContain('Already done before:')
  })

  test('under --json is the document of the API, and nothing else on stdout', async () => {
    await using api = await scriptedApi(created)
    const { stdout } = await runOn(api, ['bookings', 'create', ...required, '--json'])
    expect(JSON.parse(stdout)).toMatchObject({ id: 'bk_1', links: { self: '/v2/x' } })
  })

  test('of a list is one record per line when piped, a table for people', async () => {
    await using api = await scriptedApi(pageOf(['bk_1', 'bk_2'], 'c1'))
    const piped = await runOn(api, ['bookings', 'list'])
    expect(piped).toEqual({
      code: 0,
      stderr: '',
      stdout:
        'bk_1\tconfirmed\t2026-04-20T05:00:00Z\t\t\t\t\nbk_2\tconfirmed\t2026-04-20T05:00:00Z\t\t\t\t\n',
    })
    const seen = await runOn(api, ['bookings', 'list'], { tty: true })
    expect(seen.stdout).toMatch(/^id +status +start_at.*\nbk_1 +confirmed .*\nbk_2/)
    expect(seen.stderr).toContain('More: ideadunes bookings list --cursor c1, or --all')
  })

  test('of an empty list says so to people only', async () => {
    await using api = await scriptedApi(pageOf([]))
    expect(await runOn(api, ['bookings', 'list'])).toEqual({ code: 0, stdout: '', stderr: '' })
    expect(await runOn(api, ['bookings', 'list'], { tty: true })).toEqual({
      code: 0,
      stdout: '',
      stderr: 'Nothing there.\n',
    })
  })
})

describe('--all', () => {
  test('with --limit ends after so many rows, and its cursor leads on to the next', async () => {
    const ids = Array.from({ length: 100 }, (_, number) => `bk_${number}`)
    await using api = await scriptedApi(pageOf(ids, 'c1'), pageOf(ids.slice(0, 50), 'c2'))
    const { stdout, code } = await runOn(api, ['bookings', 'list', '--all', '--limit', '150', '--json'])
    const { data, ...end } = JSON.parse(stdout)
    expect([code, data.length, end]).toEqual([
      0,
      150,
      { has_more: true, next_cursor: 'c2', prev_cursor: null },
    ])
    expect(api.seen.map(({ url }) => url.split('?')[1])).toEqual(['limit=100', 'limit=50&cursor=c1'])
  })

  test('walks all pages into one document', async () => {
    await using api = await scriptedApi(pageOf(['a', 'b'], 'c1'), pageOf(['c']))
    const { stdout, code } = await runOn(api, ['bookings', 'list', '--all', '--json'])
    expect(code).toBe(0)
    expect(JSON.parse(stdout)).toMatchObject({
      data: [{ id: 'a' }, { id: 'b' }, { id: 'c' }],
      has_more: false,
      next_cursor: null,
    })
    expect(api.seen.map(({ url }) => url)).toEqual([
      '/v2/bookings?limit=100',
      '/v2/bookings?limit=100&cursor=c1',
    ])
  })

  test('that fails half-way stays one document, with what is there, the error and where to go on', async () => {
    await using api = await scriptedApi(pageOf(['a'], 'c1'), apiError(500, 'internal_error'))
    const { stdout, stderr, code } = await runOn(api, ['bookings', 'list', '--all', '--json'])
    expect({ stderr, code }).toEqual({ stderr: '', code: 3 })
    expect(JSON.parse(stdout)).toMatchObject({
      data: [{ id: 'a' }],
      has_more: true,
      next_cursor: 'c1',
      error: { code: 'internal_error' },
    })
  })

  test('that fails at once is an error like any other', async () => {
    await using api = await scriptedApi(apiError(401, 'invalid_api_key'))
    const { stdout, code } = await runOn(api, ['bookings', 'list', '--all', '--json'])
    expect(code).toBe(4)
    expect(Object.keys(JSON.parse(stdout))).toEqual(['error'])
  })

  test('of nothing is an empty document', async () => {
    await using api = await scriptedApi(pageOf([]))
    const { stdout } = await runOn(api, ['bookings', 'list', '--all', '--json'])
    expect(JSON.parse(stdout)).toEqual({ data: [], has_more: false, next_cursor: null, prev_cursor: null })
  })
})

describe('failures of the API', () => {
  test('resource_unavailable shows what is in the way and what can be booked', async () => {
    const details = {
      conflicts: [
        { type: 'existing_booking', id: 'bk_9' },
        { type: 'insufficient_notice', earliest: '2026-04-21T05:00:00Z' },
      ],
      suggestions: [{ start_at: '2026-04-20T05:30:00Z', available: true }],
    }
    await using api = await scriptedApi(
      apiError(422, 'resource_unavailable', 'Resource res_a is not available', details),
    )
    const { stdout, stderr, code } = await runOn(api, ['bookings', 'create', ...required])
    expect({ stdout, code }).toEqual({ stdout: '', code: 3 })
    expect(stderr).toMatchInlineSnapshot(`
      "Error: Resource res_a is not available (resource_unavailable)
        In the way:
          existing_booking  bk_9
          insufficient_notice  earliest 2026-04-21T05:00:00Z
        Free instead:
          2026-04-20T05:30:00Z
      Hint: Take one of the free starts: --start-at 2026-04-20T05:30:00Z
      Docs: https://docs.example/resource_unavailable
      Request: req_1
      "
    `)
  })

  test('validation_failed names the flag of each fault', async () => {
    const fields = [
      { path: '/start_at', code: 'invalid_format', message: 'must be an instant' },
      { path: '/metadata/a', code: 'too_long', message: 'is too long' },
      { path: '/made_up', code: 'unknown', message: 'is not known' },
    ]
    await using api = await scriptedApi(apiError(422, 'validation_failed', 'x', { fields }))
    const { stderr } = await runOn(api, ['bookings', 'create', ...required])
    expect(stderr).toContain(
      '  --start-at  must be an instant\n  --metadata (/metadata/a)  is too long\n  /made_up  is not known\n',
    )
  })

  test('under --json keep exactly the members that are promised', async () => {
    await using api = await scriptedApi(apiError(422, 'resource_unavailable', 'No.', { conflicts: [] }))
    const { stdout, stderr } = await runOn(api, ['bookings', 'create', ...required, '--json'])
    expect(stderr).toBe('')
    expect(Object.keys(JSON.parse(stdout).error)).toEqual([
      ...['code', 'message', 'kind', 'hint', 'doc_url', 'request_id', 'details'],
    ])
  })

  test.each([
    [apiError(401, 'invalid_api_key'), 4],
    [apiError(429, 'rate_limited'), 6],
    [apiError(404, 'not_found'), 3],
    [{ status: 302, text: '' } as const, 3],
  ])('have an exit code of their own: %j', async (step, expected) => {
    await using api = await scriptedApi(step)
    expect((await runOn(api, ['bookings', 'list'])).code).toBe(expected)
  })
})

describe('destructive commands', () => {
  const argv = ['customers', 'delete', 'cust_1']

  test('need --yes where nobody can answer', async () => {
    await using api = await scriptedApi({ status: 204, text: '' })
    const { stderr, code } = await runOn(api, argv)
    expect([code, stderr]).toEqual([2, expect.stringContaining('Add --yes')])
    expect((await runOn(api, [...argv, '--json'], { tty: true, stdin: 'y\n' })).code).toBe(2)
    expect(api.seen).toEqual([])
  })

  test('go ahead with --yes, and an answer without a body is an empty document', async () => {
    await using api = await scriptedApi({ status: 204, text: '' })
    expect(await runOn(api, [...argv, '--yes', '--json'])).toMatchObject({ code: 0, stdout: '{}\n' })
    expect(api.seen).toHaveLength(1)
  })

  test.each([
    ['y\n', 0, 1],
    ['yes\n', 0, 1],
    ['\n', 130, 0],
    ['no\n', 130, 0],
  ])('ask people: %j', async (stdin, code, sent) => {
    await using api = await scriptedApi({ status: 204, text: '' })
    const run = await runOn(api, argv, { tty: true, stdin })
    expect([run.code, api.seen.length]).toEqual([code, sent])
    expect(run.stderr.includes('Nothing was changed.')).toBe(sent === 0)
    expect(run.stderr).toContain('`customers delete cust_1` cannot be undone. Go ahead? (y/N)')
  })
})
