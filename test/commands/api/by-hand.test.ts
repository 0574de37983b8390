import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { apiError, type Step, scriptedApi } from '../../client/scripted-api.ts'
import { type RegisteredSandbox, registeredSandbox } from '../registered-sandbox.ts'
import { type RunOptions, runCli, temporaryFolder } from '../run-cli.ts'

const ok: Step = { status: 200, json: { id: 'bk_1', name: 'Zoë' }, headers: { 'x-request-id': 'req_7' } }

/** Runs `api` against the steps; what was sent, and what came out. */
async function call(argv: readonly string[], steps: readonly Step[] = [ok], options: RunOptions = {}) {
  await using api = await scriptedApi(...steps)
  const env = { IDEADUNES_BASE_URL: api.baseUrl, IDEADUNES_API_KEY: 'sk_test_1', ...options.env }
  const run = await runCli(['api', ...argv], { ...options, env })
  const sent = api.seen.map(({ method, url, body }) => ({
    method,
    url,
    body: body === '' ? null : JSON.parse(body),
  }))
  return { ...run, sent, seen: api.seen }
}

describe('what is sent', () => {
  test.each([
    [['GET', '/v2/bookings'], '/v2/bookings'],
    [['get', 'bookings'], '/v2/bookings'],
    [['GET', '/bookings?limit=2'], '/v2/bookings?limit=2'],
    [['GET', 'v2/bookings', '-f', 'status=a b', '-f', 'limit:=2'], '/v2/bookings?status=a+b&limit=2'],
    [['GET', 'bookings', '-f', 'ids=a', '-f', 'ids=b'], '/v2/bookings?ids=a%2Cb'],
    [['GET', 'v2'], '/v2/'],
  ])('%j asks for %s', async (argv, url) => {
    expect((await call(argv)).sent).toEqual([{ method: 'GET', url, body: null }])
  })

  test.each<[string[], unknown]>([
    [['name=Priya', 'notes=a=b', 'empty='], { name: 'Priya', notes: 'a=b', empty: '' }],
    [['n:=1', 'yes:=true', 'none:=null', 'list:=[1,"a"]'], { n: 1, yes: true, none: null, list: [1, 'a'] }],
    [['phone=+91 1', 'code=007'], { phone: '+91 1', code: '007' }],
    [['metadata[source]=web', 'metadata[n]:=2'], { metadata: { source: 'web', n: 2 } }],
    [['ids[]=a', 'ids[]=b', 'a[b][]:=1'], { ids: ['a', 'b'], a: { b: [1] } }],
    [['__proto__=x', 'constructor=y'], { ['__proto__']: 'x', constructor: 'y' }],
  ])('-f %j', async (fields, body) => {
    const { sent, seen } = await call(['POST', '/v2/bookings', ...fields.flatMap(field => ['-f', field])])
    expect(JSON.stringify(sent[0]?.body)).toBe(JSON.stringify(body))
    expect(seen[0]?.headers['x-idempotency-key']).toMatch(/^idem_/)
  })

  test('the body of a file or of stdin; fields are the query then', async () => {
    using folder = temporaryFolder()
    writeFileSync(join(folder.path, 'b.json'), '{"a": 1}')
    const from = (input: string) => ['PUT', '/v2/x', '--input', input, '--field', 'q=1']
    const file = await call(from(join(folder.path, 'b.json')))
    const stdin = await call(from('-'), [ok], { stdin: '[2]' })
    expect([file.sent, stdin.sent]).toEqual([
      [{ method: 'PUT', url: '/v2/x?q=1', body: { a: 1 } }],
      [{ method: 'PUT', url: '/v2/x?q=1', body: [2] }],
    ])
  })

  test('headers of its own flags', async () => {
    const flags = [
      '--idempotency-key',
      'idem_1',
      '--if-match',
      '"3"',
      '--client-secret',
      'cs_1',
      '--tenant',
      'tnt_1',
    ]
    const { seen } = await call(['DELETE', '/v2/holds/h', ...flags, '--yes'])
    expect(seen[0]?.headers).toMatchObject({
      'x-idempotency-key': 'idem_1',
      'if-match': '"3"',
      'x-client-secret': 'cs_1',
      'x-tenant-id': 'tnt_1',
    })
  })

  test.each([
    [['FETCH', '/v2/a'], 'METHOD must be one of'],
    [['GET'], 'needs PATH'],
    [['POST', 'a', '-f', 'novalue'], 'NAME=TEXT'],
    [['POST', 'a', '-f', 'a:={'], 'not valid JSON'],
    [['POST', 'a', '-f', 'a=1', '-f', 'a=2'], 'given twice'],
    [['POST', 'a', '-f', 'a=1', '-f', 'a[b]=2'], 'contradicts'],
    [['POST', 'a', '-f', 'a[]=1', '-f', 'a[b]=2'], 'contradicts'],
    [['POST', 'a', '--input', 'nowhere.json'], 'Cannot read'],
    [['GET', 'a', '--input', '-'], 'has no body'],
    [['POST', 'a', '--paginate'], '--paginate walks lists'],
  ])('%j is a usage error, and nothing is sent', async (argv, message) => {
    const { code, stderr, sent } = await call(argv)
    expect([code, stderr, sent]).toEqual([2, expect.stringContaining(message), []])
  })
})

describe('what comes', () => {
  test('is printed as it came; laid out for people; one document under --json', async () => {
    const text = '{ "id": "bk_1",  "u": "\\u00e9" }'
    const step: Step = { status: 200, headers: { 'content-type': 'application/json' }, text }
    expect((await call(['GET', 'a'], [step])).stdout).toBe(`${text}\n`)
    expect((await call(['GET', 'a'], [step], { tty: true })).stdout).toBe(
      '{\n  "id": "bk_1",\n  "u": "é"\n}\n',
    )
    expect((await call(['GET', 'a', '--json'], [step])).stdout).toBe('{\n  "id": "bk_1",\n  "u": "é"\n}\n')
  })

  test('--include shows status and headers first', async () => {
    const { stdout } = await call(['GET', 'a', '-i'])
    expect(stdout).toMatch(
      /^HTTP 200\n(?:.*\n)*x-request-id: req_7\n(?:.*\n)*\n\{"id":"bk_1","name":"Zoë"\}\n$/,
    )
    const json = JSON.parse((await call(['GET', 'a', '--include', '--json'])).stdout)
    expect(json).toMatchObject({ status: 200, headers: { 'x-request-id': 'req_7' }, body: { id: 'bk_1' } })
  })

  test('a refusal exits as everywhere, also with its head', async () => {
    const refused = apiError(404, 'not_found', 'Nothing there')
    expect(await call(['GET', 'a', '--json'], [refused])).toMatchObject({
      code: 3,
      stdout: expect.stringContaining('"code": "not_found"'),
    })
    const shown = await call(['GET', 'a', '--include'], [refused])
    expect(shown).toMatchObject({ code: 3, stderr: expect.stringContaining('Nothing there') })
    expect(shown.stdout).toMatch(/^HTTP 404\n/)
    const json = await call(['GET', 'a', '--include', '--json'], [refused])
    expect([json.code, json.stderr, JSON.parse(json.stdout)]).toMatchObject([
      3,
      '',
      { status: 404, body: { error: {} } },
    ])
    expect((await call(['GET', 'a'], [apiError(401, 'invalid_api_key')])).code).toBe(4)
  })

  test('what is no JSON: bytes as they are, under --json text or base64', async () => {
    const ics: Step = { status: 200, headers: { 'content-type': 'text/calendar' }, text: 'BEGIN\r\n' }
    const pdf: Step = {
      status: 200,
      headers: { 'content-type': 'application/pdf' },
      text: Buffer.from([1, 0xff]),
    }
    let bytes: Buffer = Buffer.alloc(0)
    await call(['GET', 'a'], [pdf], { onStdout: (_, chunk) => (bytes = chunk) })
    expect([...bytes]).toEqual([1, 0xff])
    expect((await call(['GET', 'a'], [ics])).stdout).toBe('BEGIN\r\n')
    expect(JSON.parse((await call(['GET', 'a', '--json'], [ics])).stdout)).toBe('BEGIN\r\n')
    expect(JSON.parse((await call(['GET', 'a', '--json'], [pdf])).stdout)).toEqual({
      media_type: 'application/pdf',
      base64: 'Af8=',
    })
    expect((await call(['DELETE', 'a', '--yes', '--json'], [{ status: 204 }])).stdout).toBe('{}\n')
  })

  test('--paginate of what is no list says so', async () => {
    expect(await call(['GET', 'a', '--paginate'])).toMatchObject({
      code: 3,
      stderr: expect.stringContaining('unexpected_answer'),
    })
  })
})

describe('on a sandbox', () => {
  let sandbox: RegisteredSandbox
  beforeAll(async () => {
    sandbox = await registeredSandbox()
  })
  afterAll(() => sandbox[Symbol.asyncDispose]())

  test('walks a real list, and makes a customer once', async () => {
    const all = JSON.parse((await sandbox.run('api GET /v2/bookings --paginate -f limit=3 --json')).stdout)
    const listed = JSON.parse((await sandbox.run('bookings list --all --json')).stdout)
    expect(all.data.map(({ id }: { id: string }) => id)).toEqual(
      listed.data.map(({ id }: { id: string }) => id),
    )
    const make =
      'api POST /v2/customers -f name=Meera -f email=meera@example.com --idempotency-key idem_meera'
    const [one, other] = [await sandbox.run(make), await sandbox.run(make)]
    expect([one.code, other.stdout]).toEqual([0, one.stdout])
  })

  test('of a fork by its name, and of the sandbox itself as main', async () => {
    await sandbox.run('sandbox fork --name feature-x')
    await sandbox.run('api POST /v2/customers -f name=Forked -f email=f@example.com --sandbox feature-x')
    const find = async (where: string) =>
      JSON.parse((await sandbox.run(`api GET customers -f query=Forked --json${where}`)).stdout).data.length
    expect([await find(' --sandbox feature-x'), await find(' --sandbox main'), await find('')]).toEqual([
      1, 0, 0,
    ])
  })

  test('`use` chooses the fork for the API and for the commands that control it', async () => {
    const cwd = sandbox.folder
    const env = { ...sandbox.env, XDG_CONFIG_HOME: join(cwd, 'config') }
    const place = { cwd, home: cwd, platform: 'linux', env }
    const type = (line: string) => runCli(line.split(' '), { env, context: { place } })
    await sandbox.run('sandbox fork --name used')
    await type('use used')
    await type('customers create --name Used --email used@example.com')
    const inFork = JSON.parse((await type('customers list --query Used --json')).stdout)
    expect(inFork.data).toHaveLength(1)
    await type('sandbox reset --yes')
    expect(JSON.parse((await type('customers list --query Used --json')).stdout).data).toEqual([])
    await type('use main')
    expect((await type('sandbox status --json')).code).toBe(0)
    expect((await type('customers list --json')).code).toBe(0)
  })
})
