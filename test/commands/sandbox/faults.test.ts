import { describe, expect, test } from 'vitest'
import type { FaultView } from '../../../src/control/fault-control.ts'
import { fakeSandbox } from '../fake-sandbox.ts'
import { type RunOptions, runCli } from '../run-cli.ts'

const fault: FaultView = {
  id: 'flt_1',
  effect: 'drop_after',
  code: null,
  status: null,
  delay_ms: 0,
  operation: 'createBooking',
  tenant: null,
  skip: 0,
  times: 1,
  probability: 1,
  matched: 0,
  hit: 0,
  spent: false,
  created_at: '2026-04-15T09:42:11Z',
}

/** Runs one command, by its words, against a scripted sandbox that alone runs. */
async function run(words: readonly string[] | string, answers: readonly object[], options: RunOptions = {}) {
  await using sandbox = await fakeSandbox(answers.map(json => ({ status: 200, json })))
  const argv = typeof words === 'string' ? words.split(' ') : words
  const ended = await runCli(['sandbox', 'faults', ...argv], {
    ...options,
    env: { ...sandbox.env, ...options.env },
  })
  const sent = sandbox.seen.map(({ method, url }) => `${method} ${url}`)
  const bodies = sandbox.seen.map(({ body }) => (body ? JSON.parse(body) : undefined))
  return { ...ended, sent, body: bodies[0], fork: sandbox.seen[0]?.headers['x-sandbox'] }
}

describe('what is sent', () => {
  test.each([
    ['add drop-after', { effect: 'drop_after' }],
    ['add DROP_BEFORE', { effect: 'drop_before' }],
    ['add cut --skip 2 --times 3', { effect: 'cut', skip: 2, times: 3 }],
    [
      'add error --code rate_limited --probability 0.5',
      { effect: 'error', code: 'rate_limited', probability: 0.5 },
    ],
    ['add gateway --status 502 --tenant tnt_b', { effect: 'gateway', status: 502, tenant: 'tnt_b' }],
    ['add delay --delay 2s', { effect: 'delay', delay_ms: 2_000 }],
    ['add delay --delay 250ms', { effect: 'delay', delay_ms: 250 }],
    ['add error --delay 1.5s', { effect: 'error', delay_ms: 1_500 }],
    ['add delay --delay 2m', { effect: 'delay', delay_ms: 120_000 }],
    ['add cut --operation createBooking', { effect: 'cut', operation: 'createBooking' }],
    ['add cut --operation createbooking', { effect: 'cut', operation: 'createBooking' }],
    ['add cut --operation bookings:create', { effect: 'cut', operation: 'createBooking' }],
    ['add cut --operation graphql', { effect: 'cut', operation: 'graphql' }],
  ])('by %s', async (words, body) => {
    expect(await run(words, [fault])).toMatchObject({ code: 0, sent: ['POST /_sandbox/faults'], body })
    const toFork = await run(`${words} --sandbox f`, [fault])
    expect([toFork.body, toFork.fork]).toEqual([body, 'f'])
  })

  test('by an operation as its command is typed', async () => {
    const { body } = await run(['add', 'cut', '--operation', 'bookings attendees add'], [fault])
    expect(body).toEqual({ effect: 'cut', operation: 'addBookingAttendee' })
  })

  test.each([
    ['add', 'Effect', '\u001b[B\r', { effect: 'gateway' }],
    ['add delay', 'Delay', '2s\r', { effect: 'delay', delay_ms: 2_000 }],
  ])('by %s with what is asked for where there is a terminal', async (words, asked, typed, body) => {
    expect((await run(words, [fault], { tty: true, answers: [[asked, typed]] })).body).toEqual(body)
  })

  test('comes from the environment too, and not from whom the API is called for', async () => {
    const env = { IDEADUNES_FAULT_TIMES: '4', IDEADUNES_TENANT: 'tnt_other' }
    expect((await run('add cut', [fault], { env })).body).toEqual({ effect: 'cut', times: 4 })
  })

  test('by the others', async () => {
    expect((await run('list', [{ data: [] }])).sent).toEqual(['GET /_sandbox/faults'])
    expect((await run('clear --sandbox f', [{ removed: 2 }])).fork).toBe('f')
    expect((await run('clear', [{ removed: 2 }])).sent).toEqual(['DELETE /_sandbox/faults'])
    expect((await run('remove flt_1', [fault])).sent).toEqual(['DELETE /_sandbox/faults/flt_1'])
    const second = { ...fault, id: 'flt_2' }
    const both = await run('remove flt_1 flt_2 flt_1', [{ data: [fault, second] }, fault, second])
    expect(both.sent).toEqual([
      'GET /_sandbox/faults',
      'DELETE /_sandbox/faults/flt_1',
      'DELETE /_sandbox/faults/flt_2',
    ])
  })
})

describe('what cannot be meant', () => {
  test.each([
    ['add', '`sandbox faults add` needs EFFECT', ''],
    ['add drop_aftr', 'There is no effect drop_aftr', 'Did you mean drop-after?'],
    [
      'add drop',
      'There is no effect drop',
      'Take one of error, gateway, delay, drop-before, drop-after, cut.',
    ],
    [
      'add cut --code not_found',
      '--code goes with the effect error, not with cut',
      'Leave --code out, or add the effect error: `ideadunes sandbox faults add error --code not_found`.',
    ],
    ['add error --status 502', '--status goes with the effect gateway, not with error', 'Leave --status out'],
    ['add delay', 'A delay needs --delay', '`ideadunes sandbox faults add delay --delay 2s`'],
    ['add delay --delay 2', '2 is not how long a request waits', '250ms, 2s'],
    ['add delay --delay 0s', '0s is not how long', ''],
    ['add error --code not_fond', 'There is no error not_fond', 'Did you mean not_found?'],
    [
      'add cut --operation createBokings',
      'There is no operation createBokings',
      'Did you mean createBooking?',
    ],
    [
      'add cut --operation bookings:creat',
      'There is no operation bookings:creat',
      'Did you mean bookings create?',
    ],
    [
      'add cut --operation nothing_of_the_kind',
      'There is no operation',
      'Name it as the OpenAPI document does',
    ],
    ['add gateway --status 500', '--status must be one of 502, 503, 504', ''],
    ['add cut --times 0', '--times must be from 1 to', ''],
    ['add cut --skip -1', '', ''],
    ['add cut --probability 0', '--probability 0 would hit nothing', 'above 0'],
    ['add cut --probability 1.5', '--probability must be from 0 to 1', ''],
    ['remove', '`sandbox faults remove` needs ID', ''],
    ['remove flt_1 ', 'An id of a fault is empty', 'sandbox faults clear'],
  ])('%s is refused before anything is sent', async (words, message, hint) => {
    const { code, stderr, stdout, sent } = await run(words, [])
    expect([code, stdout, sent]).toEqual([2, '', []])
    expect(stderr).toContain(message)
    expect(stderr).toContain(hint)
  })

  test('names the flag under --json', async () => {
    const { stdout } = await run('add cut --code not_found --json', [])
    expect(JSON.parse(stdout).error).toMatchObject({ code: 'conflicting_input', field: '--code' })
  })

  test('an id that is not there removes nothing of the others', async () => {
    const { code, stderr, sent } = await run('remove flt_1 flt_7', [{ data: [fault] }])
    expect([code, sent]).toEqual([3, ['GET /_sandbox/faults']])
    expect(stderr).toContain('There is no fault flt_7: nothing was removed (not_found)')
    expect(stderr).toContain('`ideadunes sandbox faults list` shows those that are there')
  })
})

describe('what is shown', () => {
  const shown = async (change: Partial<FaultView>) => {
    const { stdout } = await run('add cut', [{ ...fault, ...change }], { tty: true })
    return stdout.replace(/^flt_1: (.*)\n$/, '$1')
  }

  test.each<[Partial<FaultView>, string]>([
    [{}, 'the next request of createBooking commits, and its connection is dropped'],
    [{ times: 3 }, 'the next 3 requests of createBooking commit, and their connections are dropped'],
    [
      { effect: 'error', code: 'not_found', times: null, operation: null, tenant: 'tnt_b' },
      'every request for tnt_b is refused with not_found',
    ],
    [
      { effect: 'gateway', status: 502, times: 2, delay_ms: 1_500 },
      'the next 2 requests of createBooking wait 1.5s, then get the 502 page of a gateway',
    ],
    [
      { effect: 'delay', delay_ms: 250, operation: null },
      'the next request waits 250ms, then is answered as ever',
    ],
    [
      { effect: 'drop_before', skip: 1 },
      'after 1 request of createBooking the next one loses its connection before anything is done',
    ],
    [
      { effect: 'cut', skip: 2, times: 3 },
      'after 2 requests of createBooking the next 3 commit, and their answers are cut in the middle',
    ],
    [
      { effect: 'error', code: 'internal_error', probability: 0.5, times: null, operation: null },
      'each request, with a probability of 0.5, is refused with internal_error',
    ],
    [
      { probability: 0.25, times: 2 },
      'each request of createBooking, with a probability of 0.25, commits, and its connection is dropped, until 2 requests were hit',
    ],
  ])('of %j', async (change, sentence) => {
    expect(await shown(change)).toBe(sentence)
  })

  test('of a new one: how to remove it, where it is', async () => {
    const here = await run('add cut --tenant tnt_b', [fault], { tty: true })
    expect(here.stderr).toBe('To remove it: ideadunes sandbox faults remove flt_1\n')
    const inFork = await run('add cut --sandbox f', [fault], { tty: true })
    expect(inFork.stderr).toBe('To remove it: ideadunes sandbox faults remove flt_1 --sandbox f\n')
    const { id, ...rest } = fault
    expect((await run('add cut', [{ ...rest, id }])).stdout).toMatch(/^id\tflt_1\neffect\tdrop_after\n/)
    expect(JSON.parse((await run('add cut --json', [fault])).stdout)).toEqual(fault)
  })

  test('of a list', async () => {
    const data: FaultView[] = [
      { ...fault, hit: 1, matched: 1, spent: true },
      {
        ...fault,
        id: 'flt_2',
        effect: 'error',
        code: 'not_found',
        operation: null,
        tenant: 'tnt_b',
        times: null,
        delay_ms: 2_000,
        skip: 3,
        probability: 0.5,
      },
    ]
    const piped = await run('list', [{ data }])
    expect(piped).toMatchObject({
      code: 0,
      stdout:
        'flt_1\tcommit, then drop the connection\tcreateBooking\t1 of 1, spent\n' +
        'flt_2\twait 2s, then refuse with not_found\tevery operation, for tnt_b, after 3, probability 0.5\t0\n',
      stderr: '',
    })
    const table = await run('list', [{ data }], { tty: true, columns: 140 })
    expect(table.stdout).toMatch(
      /^id +effect +for +hit\nflt_1 +commit, then drop the connection +createBooking +1 of 1, spent\n/,
    )
    expect(JSON.parse((await run('list --json', [{ data }])).stdout)).toEqual({ data })
  })

  test('where there is none: how to add one', async () => {
    const none = await run('list --sandbox f', [{ data: [] }])
    expect([none.stdout, none.stderr]).toEqual([
      '',
      'There are no faults. To add one: ideadunes sandbox faults add drop-after --times 1 --sandbox f\n',
    ])
  })

  test('of removed ones', async () => {
    const hit = { ...fault, hit: 1, matched: 1, spent: true }
    expect((await run('remove flt_1', [hit], { tty: true })).stdout).toBe(
      'Removed flt_1, which hit 1 of 1, spent\n',
    )
    expect((await run('remove flt_1', [hit])).stdout).toMatch(/^flt_1\tcommit, then drop/)
    expect(JSON.parse((await run('remove flt_1 --json', [hit])).stdout)).toEqual({ data: [hit] })
    expect((await run('clear', [{ removed: 2 }], { tty: true })).stdout).toBe('Removed 2 faults\n')
    expect((await run('clear', [{ removed: 0 }], { tty: true })).stdout).toBe('There was no fault.\n')
    expect((await run('clear', [{ removed: 2 }])).stdout).toBe('removed\t2\n')
    expect(JSON.parse((await run('clear --json', [{ removed: 2 }])).stdout)).toEqual({ removed: 2 })
  })

  test('in the help: that several ids may be given', async () => {
    const { stdout } = await run('remove --help', [])
    expect(stdout).toContain('ideadunes sandbox faults remove ID … [FLAGS]')
  })
})
