import { describe, expect, test } from 'vitest'
import { buildCommandIndex, commandIdOf, commandLineOf } from '../../src/contract/commands/command-index.ts'
import { operations } from '../../src/contract/index.ts'
import { fakeSandbox } from '../commands/fake-sandbox.ts'
import { runCli } from '../commands/run-cli.ts'
import { posixWords } from '../contract/posix-words.ts'
import { type Step, scriptedApi } from './scripted-api.ts'

/** What servers answer that know nothing of bookings. */
const foreign: readonly (readonly [string, Step])[] = [
  ['nothing', { status: 200, text: '' }],
  ['nothing, as JSON', { status: 200, headers: { 'content-type': 'application/json' }, text: '' }],
  ['no content', { status: 204 }],
  ['null', { status: 200, json: null }],
  ['a list', { status: 200, json: [] }],
  ['a list of objects', { status: 200, json: [{ id: 'bk_1' }] }],
  ['an empty object', { status: 200, json: {} }],
  ['a word', { status: 200, json: 'ok' }],
  ['a number', { status: 200, json: 1 }],
  ['another object', { status: 200, json: { ok: true, message: 'It works' } }],
  ['an id that is none of ours', { status: 200, json: { id: 1 } }],
  ['a list without its cursors', { status: 200, json: { data: null } }],
  ['a list of what is no object', { status: 200, json: { data: [null, 1], has_more: false } }],
  ['data of another kind', { status: 200, json: { data: {}, has_more: false } }],
  ['HTML', { status: 200, text: '<!doctype html><title>App</title>' }],
  ['text', { status: 200, headers: { 'content-type': 'text/plain' }, text: 'OK' }],
  [
    'half of a JSON text',
    { status: 200, headers: { 'content-type': 'application/json' }, text: '{"data":[' },
  ],
  ['nothing, created', { status: 201, text: '' }],
]

const expectUnexpected = (
  argv: readonly string[],
  { code, stdout, stderr }: Awaited<ReturnType<typeof runCli>>,
) => {
  expect([argv.join(' '), code, stderr]).toEqual([
    argv.join(' '),
    3,
    expect.not.stringContaining('report it'),
  ])
  expect(JSON.parse(stdout)).toMatchObject({
    error: {
      code: 'unexpected_answer',
      kind: 'api',
      hint: expect.stringContaining('Check that the base URL'),
    },
  })
}

describe.each(foreign)('a server that answers %s', (_, step) => {
  test('is not the API to any API command', async () => {
    await using api = await scriptedApi(step)
    const env = { IDEADUNES_BASE_URL: api.baseUrl, IDEADUNES_API_KEY: 'sk_test_1' }
    for (const operation of operations) {
      const argv = [...posixWords(commandLineOf(operation, operation.examples[0])), '--json']
      const { destructive, paged } = buildCommandIndex([operation])[commandIdOf(operation)] ?? {}
      if (destructive) argv.push('--yes')
      expectUnexpected(argv, await runCli(argv, { env }))
      if (paged) expectUnexpected([...argv, '--all'], await runCli([...argv, '--all'], { env }))
    }
  })

  test.each([
    'sandbox status',
    'sandbox logs',
    'sandbox logs --follow',
    'sandbox clock show',
    'sandbox clock freeze',
    'sandbox clock advance 1d',
    'sandbox clock resume',
    'sandbox reset --yes',
    'sandbox seed clinic --yes',
    'sandbox keys list',
    'sandbox keys create',
    'sandbox tenants list',
    'sandbox tenants create --name A',
    'sandbox tenants set-plan tnt_a free',
    'sandbox fork',
    'sandbox discard a',
    'sandbox snapshot list',
    'sandbox snapshot save a',
    'sandbox snapshot restore a --yes',
    'sandbox snapshot delete a',
    'sandbox snapshot diff a',
    'sandbox stop',
    'events tail',
    'listen --print-secret',
  ])('is no sandbox to %s', async line => {
    await using sandbox = await fakeSandbox([step])
    const argv = [...line.split(' '), '--json']
    expectUnexpected(argv, await runCli(argv, { env: sandbox.env }))
  })
})
