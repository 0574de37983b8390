import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { isMutation } from '../../../commands/api/graphql/document-kind.ts'
import { apiError, type Step, scriptedApi } from '../../client/scripted-api.ts'
import { type RunOptions, runCli, temporaryFolder } from '../run-cli.ts'

const query = '{ tenant { name } }'
const answered: Step = { status: 200, json: { data: { tenant: { name: 'Zoë' } } } }

/** Runs `graphql` against the steps; what was sent, and what came out. */
async function call(argv: readonly string[], steps: readonly Step[] = [answered], options: RunOptions = {}) {
  await using api = await scriptedApi(...steps)
  const env = { IDEADUNES_BASE_URL: api.baseUrl, IDEADUNES_API_KEY: 'sk_test_1', ...options.env }
  const run = await runCli(['graphql', ...argv], { ...options, env })
  const sent = api.seen.map(({ method, url, body }) => ({ method, url, body: JSON.parse(body) }))
  return { ...run, sent, seen: api.seen }
}

describe('what is sent', () => {
  test('the query as it is typed, with variables and the name of the operation', async () => {
    const words = [
      query,
      '--variables',
      '{"a": 1, "b": "x"}',
      '-f',
      'b=y',
      '-f',
      'c:=[2]',
      '--operation-name',
      'Q',
    ]
    const { sent, seen } = await call(words)
    expect(sent).toEqual([
      {
        method: 'POST',
        url: '/v2/graphql',
        body: { query, variables: { a: 1, b: 'y', c: [2] }, operationName: 'Q' },
      },
    ])
    expect(seen[0]?.headers.authorization).toBe('Bearer sk_test_1')
  })

  test('the query of a file, of stdin, and variables of a file', async () => {
    using folder = temporaryFolder()
    writeFileSync(join(folder.path, 'q.graphql'), query)
    writeFileSync(join(folder.path, 'v.json'), '{"a": 1}')
    const file = join(folder.path, 'q.graphql')
    for (const words of [[`@${file}`], ['--file', file]])
      expect((await call(words)).sent[0]?.body).toEqual({ query })
    for (const words of [['-'], []])
      expect((await call(words, [answered], { stdin: query })).sent[0]?.body).toEqual({ query })
    const { sent } = await call([query, '--variables', `@${join(folder.path, 'v.json')}`])
    expect(sent[0]?.body).toEqual({ query, variables: { a: 1 } })
  })

  test.each([
    [['{ a }', '--file', 'q.graphql'], 'two queries'],
    [['@missing.graphql'], 'Cannot read'],
    [['--file', 'missing.graphql'], 'Cannot read'],
    [['  '], 'There is no query'],
    [[query, '--variables', '{"a": '], '--variables is not valid JSON'],
    [[query, '--variables', '{"a": x}'], "Unexpected token 'x' (line 1 column 7)"],
    [['-', '--variables', '-'], 'Stdin cannot be both'],
    [[query, '--variables', '[1]'], '--variables must be a JSON object'],
    [[query, '--variables', '@missing.json'], 'Cannot read'],
    [[query, '-f', 'a'], '--field must be NAME=TEXT'],
  ])('%j is refused before anything is sent', async (argv, said) => {
    const { code, stderr, stdout, sent } = await call(argv)
    expect([code, stdout, sent]).toEqual([2, '', []])
    expect(stderr).toContain(said)
  })

  test('--dry-run sends nothing', async () => {
    const { code, stdout, sent } = await call([query, '--dry-run', '--json'])
    expect([code, sent]).toEqual([0, []])
    expect(JSON.parse(stdout)).toMatchObject({ method: 'POST', body: { query } })
  })
})

describe('what is printed', () => {
  const partial: Step = {
    status: 200,
    json: {
      errors: [
        {
          message: 'There is no booking bk_1 here',
          path: ['booking', 'id'],
          extensions: { code: 'not_found', status: 404, request_id: 'req_1', doc_url: 'https://x.example' },
        },
        { message: 'Another', extensions: { code: 'insufficient_scope', status: 403 } },
      ],
      data: { tenant: { name: 'Zoë' }, booking: null },
    },
  }

  test('the data for people and pipes, the whole answer as JSON', async () => {
    expect(await call([query])).toMatchObject({ code: 0, stderr: '' })
    expect(JSON.parse((await call([query])).stdout)).toEqual({ tenant: { name: 'Zoë' } })
    expect(JSON.parse((await call([query, '--json'])).stdout)).toEqual({ data: { tenant: { name: 'Zoë' } } })
  })

  test('what could be read, and what was refused', async () => {
    const { code, stdout, stderr } = await call([query], [partial])
    expect(code).toBe(3)
    expect(JSON.parse(stdout)).toEqual({ tenant: { name: 'Zoë' }, booking: null })
    expect(stderr).toContain('booking.id: There is no booking bk_1 here (not_found)')
    expect(stderr).toContain('Another (insufficient_scope)')
    const json = await call([query, '--json'], [partial])
    expect([json.code, JSON.parse(json.stdout)]).toEqual([3, partial.json])
  })

  test.each<[Step, number, string]>([
    [
      {
        status: 400,
        json: {
          errors: [{ message: 'Syntax Error: x', extensions: { code: 'validation_failed', status: 422 } }],
        },
      },
      3,
      'Syntax Error: x',
    ],
    [apiError(401, 'invalid_api_key', 'The API key is unknown'), 4, 'The API key is unknown'],
    [apiError(404, 'not_found', 'There is no POST /v2/graphql'), 3, 'There is no POST /v2/graphql'],
    [{ status: 200, json: { hello: 1 } }, 3, 'not as the IdeaDunes API does'],
  ])('%j exits as every command does', async (step, exit, said) => {
    const { code, stdout, stderr } = await call([query], [step])
    expect([code, stdout]).toEqual([exit, ''])
    expect(stderr).toContain(said)
  })
})

test.each([
  ['{ a }', undefined, false],
  ['query { a }', undefined, false],
  ['mutation { a }', undefined, true],
  ['# mutation\n{ a }', undefined, false],
  ['{ a(text: "mutation { b }") }', undefined, false],
  ['{ a(text: """\nmutation { b }\n""") }', undefined, false],
  ['{ mutation }', undefined, false],
  ['query mutation { a }', undefined, false],
  ['fragment mutation on Query { a } { ...mutation }', undefined, false],
  ['query A { a } mutation B { b }', undefined, true],
  ['query A { a } mutation B { b }', 'A', false],
  ['query A { a } mutation B { b }', 'B', true],
  ['query A { a } mutation B { b }', 'C', true],
  ['fragment F on Query { a } mutation($x: Int = 1) @d(y: [2]) { b }', undefined, true],
])('%j with the operation %s: %s', (document, name, is) => {
  expect(isMutation(document, name)).toBe(is)
})
