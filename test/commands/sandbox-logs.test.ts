import { describe, expect, test } from 'vitest'
import type { LoggedRequest } from '../../src/control/sandbox-control.ts'
import { apiError } from '../client/scripted-api.ts'
import { fakeSandbox } from './fake-sandbox.ts'
import { type RunOptions, runCli } from './run-cli.ts'

function logged(changes: Partial<LoggedRequest> = {}): LoggedRequest {
  return {
    number: 1,
    at: '2026-04-15T09:42:11Z',
    request_id: 'req_1',
    method: 'GET',
    path: '/v2/bookings',
    operation: 'listBookings',
    tenant_id: 'tnt_clinic',
    key_hint: 'sk_test_…7dc',
    idempotency_key: null,
    replayed: false,
    status: 200,
    duration_ms: 3.21,
    error_code: null,
    origin: null,
    user_agent: null,
    ...changes,
  }
}

const refused = logged({ method: 'POST', status: 422, error_code: 'resource_unavailable', duration_ms: 21 })
const unknown = logged({ path: '/v2/\u001b[2J', status: 404, tenant_id: null, error_code: 'not_found' })
const log = [logged({ replayed: true }), refused, unknown, logged({ status: 500 })]

describe('sandbox logs', () => {
  test('is one line per request for people', async () => {
    await using sandbox = await fakeSandbox([{ status: 200, json: { data: log } }])
    const { stdout, code } = await runCli(['sandbox', 'logs'], { env: sandbox.env, tty: true })
    expect(code).toBe(0)
    expect(stdout).toMatchInlineSnapshot(`
      "2026-04-15 09:42:11  GET     /v2/bookings                              200     3.2 ms  tnt_clinic  replayed
      2026-04-15 09:42:11  POST    /v2/bookings                              422      21 ms  tnt_clinic  resource_unavailable
      2026-04-15 09:42:11  GET     /v2/ [2J                                  404     3.2 ms  -  not_found
      2026-04-15 09:42:11  GET     /v2/bookings                              500     3.2 ms  tnt_clinic
      "
    `)
  })

  test('is coloured by status', async () => {
    await using sandbox = await fakeSandbox([{ status: 200, json: { data: log } }])
    const env = { ...sandbox.env, NO_COLOR: '' }
    const { stdout } = await runCli(['sandbox', 'logs'], { env, tty: true })
    for (const painted of ['\u001b[32m200', '\u001b[33m422', '\u001b[33mnot_found', '\u001b[31m500'])
      expect(stdout).toContain(painted)
    expect((await runCli(['sandbox', 'logs', '--no-color'], { env, tty: true })).stdout).not.toContain(
      '\u001b',
    )
  })

  test('is tab-separated when piped, and one document under --json', async () => {
    await using sandbox = await fakeSandbox([{ status: 200, json: { data: [refused, unknown] } }])
    expect((await runCli(['sandbox', 'logs'], { env: sandbox.env })).stdout).toBe(
      '2026-04-15T09:42:11Z\tPOST\t/v2/bookings\t422\t21\ttnt_clinic\tresource_unavailable\n' +
        '2026-04-15T09:42:11Z\tGET\t/v2/ [2J\t404\t3.21\t\tnot_found\n',
    )
    const json = await runCli(['sandbox', 'logs', '--json'], { env: sandbox.env })
    expect(JSON.parse(json.stdout)).toEqual({ data: [refused, unknown] })
  })

  test('passes its filters on', async () => {
    await using sandbox = await fakeSandbox([{ status: 200, json: { data: [] } }])
    const filters = [
      '--status',
      '4XX,500',
      '--status',
      '302',
      '--path',
      '/v2/b*',
      '--tenant',
      'tnt_x',
      '--limit=9',
    ]
    const { stdout, stderr } = await runCli(['sandbox', 'logs', ...filters], { env: sandbox.env, tty: true })
    expect({ stdout, stderr }).toEqual({ stdout: '', stderr: 'No request matches.\n' })
    const { searchParams } = new URL(sandbox.seen[0]?.url ?? '', sandbox.baseUrl)
    expect(Object.fromEntries(searchParams)).toEqual({
      status: '4xx,500,302',
      path: '/v2/b*',
      tenant: 'tnt_x',
      limit: '9',
    })
  })

  test('acting for a tenant does not hide the others', async () => {
    await using sandbox = await fakeSandbox([{ status: 200, json: { data: [] } }])
    await runCli(['sandbox', 'logs'], { env: { ...sandbox.env, IDEADUNES_TENANT: 'tnt_x' } })
    expect(sandbox.seen[0]?.url).toBe('/_sandbox/requests?limit=50')
  })

  test.each(['4x', '99', '600', 'ok', '4xx,'])('refuses the status %s', async status => {
    await using sandbox = await fakeSandbox([])
    const { stderr, code } = await runCli(['sandbox', 'logs', '--status', status], { env: sandbox.env })
    expect([code, sandbox.seen]).toEqual([2, []])
    expect(stderr).toContain('--status must be a status or a class')
  })
})

describe('sandbox logs --follow', () => {
  const follow = ['sandbox', 'logs', '--follow']

  /** Ends the command from outside once it has written so many lines. */
  function stoppedAfter(lines: number, reason: 'SIGINT' | 'reader_gone'): RunOptions {
    const stop = new AbortController()
    let left = lines
    const onStdout = () => {
      left -= 1
      if (left === 0) setTimeout(() => stop.abort(reason), 5)
    }
    const { signal } = stop
    return { onStdout, context: reason === 'SIGINT' ? { interrupted: signal, signal } : { signal } }
  }

  test('shows requests as they come until Ctrl-C, which is 130 and no error', async () => {
    await using sandbox = await fakeSandbox([{ lines: [refused, unknown], after: 'stay' }])
    const options = stoppedAfter(2, 'SIGINT')
    const { stdout, stderr, code } = await runCli(follow, { env: sandbox.env, ...options })
    expect({ stderr, code, lines: stdout.split('\n').length - 1 }).toEqual({
      stderr: '',
      code: 130,
      lines: 2,
    })
  })

  test('under --json is one document per line', async () => {
    await using sandbox = await fakeSandbox([{ lines: [refused, unknown], after: 'stay' }])
    const options = stoppedAfter(2, 'SIGINT')
    const { stdout, code } = await runCli([...follow, '--json'], { env: sandbox.env, ...options })
    const documents = stdout
      .trimEnd()
      .split('\n')
      .map(line => JSON.parse(line))
    expect([code, documents]).toEqual([130, [refused, unknown]])
  })

  test('tells how many requests are missing, beside the lines and as a document of its own', async () => {
    const lines = [refused, { skipped: 1 }, unknown, { skipped: 12_000 }]
    await using sandbox = await fakeSandbox([
      { lines, after: 'end' },
      { lines, after: 'end' },
    ])
    const text = await runCli(follow, { env: sandbox.env })
    expect(text.stdout.trimEnd().split('\n')).toHaveLength(2)
    expect(text.stderr).toBe(
      'One request is missing here: they came faster than they were read.\n' +
        '12000 requests are missing here: they came faster than they were read.\n' +
        'The sandbox has ended.\n',
    )
    const { stdout } = await runCli([...follow, '--json'], { env: sandbox.env })
    expect(
      stdout
        .trimEnd()
        .split('\n')
        .map(line => JSON.parse(line)),
    ).toEqual(lines)
  })

  test('ends quietly when its reader has gone', async () => {
    await using sandbox = await fakeSandbox([{ lines: log, after: 'stay' }])
    const options = stoppedAfter(1, 'reader_gone')
    expect(await runCli(follow, { env: sandbox.env, ...options })).toMatchObject({ code: 0, stderr: '' })
  })

  test.each(['end', 'break off'] as const)('ends with the sandbox, when that does %s', async after => {
    await using sandbox = await fakeSandbox([{ lines: [refused], after }])
    const { stdout, stderr, code } = await runCli(follow, { env: sandbox.env })
    expect({ stderr, code }).toEqual({ stderr: 'The sandbox has ended.\n', code: 0 })
    expect(stdout).toContain('resource_unavailable')
  })

  test('a line that is none of ours ends it with one more document', async () => {
    await using sandbox = await fakeSandbox([
      {
        status: 200,
        headers: { 'content-type': 'application/x-ndjson' },
        text: `${JSON.stringify(refused)}\n<html>\n`,
      },
    ])
    const { stdout, code } = await runCli([...follow, '--json'], { env: sandbox.env })
    const [first = '', second = '', ...rest] = stdout.split('\n')
    expect([code, JSON.parse(first), rest]).toEqual([3, refused, ['']])
    expect(JSON.parse(second).error.code).toBe('unexpected_answer')
  })

  test('a refusal before the first line is an error like any other', async () => {
    await using sandbox = await fakeSandbox([apiError(401, 'invalid_control_token', 'No.')])
    const { stdout, stderr, code } = await runCli(follow, { env: sandbox.env })
    expect({ stdout, code }).toEqual({ stdout: '', code: 4 })
    expect(stderr).toContain('No. (invalid_control_token)')
  })
})
