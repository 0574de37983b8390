import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { apiError, type Step, scriptedApi } from '../client/scripted-api.ts'
import { type CliRun, runCli } from '../commands/run-cli.ts'
import { type Receiver, startReceiver } from '../events/receiver.ts'
import { type ListenWorld, listenWorld, type RunningCommand, startCommand, startListen } from './world.ts'

let world: ListenWorld
let receiver: Receiver
const running: RunningCommand[] = []

beforeEach(async () => {
  ;[world, receiver] = await Promise.all([listenWorld(), startReceiver()])
})
afterEach(async () => {
  await Promise.all(running.splice(0).map(command => command.stop()))
  await Promise.all([world.close(), receiver.close()])
})

const run = (...argv: string[]): Promise<CliRun> => startCommand(argv, { env: world.env }).ended
const newestEvent = async () => {
  const { data } = (await (await world.send('GET', '/v2/events?limit=1')).json()) as {
    data: { id: string }[]
  }
  return data[0]?.id ?? ''
}

describe('events tail', () => {
  test('shows what happened since a time, in lines of tabs', async () => {
    const id = await world.addCustomer('a')
    const { stdout, stderr, code } = await run('events', 'tail', '--replay-since', '10m', '--exit-after', '1')
    expect([code, stderr]).toEqual([0, 'Beginning with 1 event from before.\n'])
    expect(stdout).toMatch(new RegExp(`^\\S+Z\\tcustomer.created\\t${id}\\ttnt_clinic\\tevt_\\w+\\n$`))
  })

  test('shows what happens, as stored under --json, chosen by patterns, until Ctrl-C', async () => {
    const argv = [
      'events',
      'tail',
      '--json',
      '--events',
      'customer.*,!customer.updated',
      '--replay-since',
      '10m',
    ]
    await world.addCustomer('a')
    const command = startCommand(argv, { env: world.env })
    running.push(command)
    await command.until(() => command.lines().length === 1)
    const id = await world.addCustomer('Zoë "/" \\')
    await world.send('PATCH', `/v2/customers/${id}`, { name: 'Z' })
    await world.send('DELETE', `/v2/customers/${id}`)
    await command.until(() => command.lines().length === 2)
    const { code, stdout } = await command.stop()
    expect(code).toBe(130)
    const [, line = ''] = stdout.split('\n')
    const { id: eventId } = JSON.parse(line)
    expect(line).toBe(await (await world.send('GET', `/v2/events/${eventId}`)).text())
  })

  test('is in columns for people', async () => {
    await world.addCustomer('a')
    const argv = ['events', 'tail', '--replay-since', '10m', '--exit-after', '1', '--no-color']
    const { stdout } = await startCommand(argv, { env: world.env, tty: true }).ended
    expect(stdout).toMatch(/^[\d-]+ [\d:]+ {2}customer.created {14}cust_\w{26} {2}tnt_clinic {2}evt_\w+\n$/)
  })

  test('exits with 5 without a sandbox', async () => {
    expect((await runCli(['events', 'tail'])).code).toBe(5)
  })
})

describe('events resend', () => {
  test('reaches a listener, as the same bytes, marked', async () => {
    const listener = await startListen(world, ['--forward-to', receiver.url, '--json'])
    running.push(listener)
    await world.addCustomer('a')
    await listener.until(() => listener.lines().length === 1)
    const { stdout, code } = await run('events', 'resend', await newestEvent(), '--json')
    expect([code, JSON.parse(stdout)]).toMatchObject([0, { type: 'customer.created', listeners: 1 }])
    await listener.until(() => listener.lines().length === 2)
    const [first, second] = listener.lines().map(line => JSON.parse(line))
    expect([first.resent, second.resent, second.event_id]).toEqual([false, true, first.event_id])
    expect(receiver.received[1]?.body).toBe(receiver.received[0]?.body)
  })

  test('to nobody is a failure that says what to do', async () => {
    const { code, stderr } = await run('events', 'resend', 'evt_example_01')
    expect([code, stderr]).toEqual([3, expect.stringContaining('Nobody listens, so the event went nowhere')])
  })

  test('to endpoints delivers it there', async () => {
    const { stdout, code } = await run(
      'events',
      'resend',
      'evt_example_01',
      '--to',
      'wh_example_01',
      '--json',
    )
    expect([code, JSON.parse(stdout).deliveries]).toMatchObject([0, [{ webhook_id: 'wh_example_01' }]])
    const people = await startCommand(['events', 'resend', 'evt_example_01', '--to', 'wh_example_01'], {
      env: world.env,
      tty: true,
    }).ended
    expect(people.stdout).toBe('booking.created evt_example_01 was sent again to wh_example_01.\n')
  })

  test('to a URL posts it from here, and tells when it was not taken', async () => {
    await world.addCustomer('a', 'tnt_ideadunes')
    const { data } = (await (await world.send('GET', '/v2/events', undefined, 'tnt_ideadunes')).json()) as {
      data: { id: string }[]
    }
    const id = data[0]?.id ?? ''
    expect((await run('events', 'resend', id, '--forward-to', receiver.url)).code).toBe(0)
    expect(receiver.received[0]?.headers['webhook-id']).toBe(id)
    receiver.answer(response => response.writeHead(500).end('boom\n'))
    const failed = await run('events', 'resend', id, '--forward-to', receiver.url)
    expect([failed.code, failed.stderr]).toEqual([3, expect.stringMatching(/^boom\nError: .*answered 500/)])
    const json = await run('events', 'resend', id, '--forward-to', receiver.url, '--json')
    expect([json.code, JSON.parse(json.stdout)]).toMatchObject([
      3,
      { status: 500, response: { body: 'boom\n' } },
    ])
  })

  test.each([
    [['evt_gone'], 3, 'There is no event evt_gone'],
    [['evt_gone', '--forward-to', '3000'], 3, 'names no event of this sandbox: evt_gone'],
    [['evt_example_01', '--to', 'wh_no'], 3, 'names no endpoint of tnt_clinic: wh_no'],
    [['evt_example_01', '--to', 'wh_no', '--forward-to', '3000'], 2, 'Give --to or --forward-to, not both'],
    [['evt_example_01', '--forward-to', 'example.com'], 2, 'example.com is not this machine'],
    [[], 2, 'needs EVENT_ID'],
  ])('%j is told', async (argv, code, text) => {
    expect(await run('events', 'resend', ...argv)).toMatchObject({
      code,
      stdout: '',
      stderr: expect.stringContaining(text),
    })
  })

  describe('through the API', () => {
    const event: Step = { status: 200, json: { id: 'evt_1', type: 'customer.created' } }
    const env = (api: { readonly baseUrl: string }) => ({
      IDEADUNES_BASE_URL: api.baseUrl,
      IDEADUNES_API_KEY: 'sk_test_1',
    })

    test('delivers once more what was sent to an endpoint before', async () => {
      const page: Step = { status: 200, json: { data: [{ id: 'dlv_2' }], has_more: true, next_cursor: 'c' } }
      await using api = await scriptedApi(event, page, { status: 202, json: { id: 'dlv_3' } })
      const argv = ['events', 'resend', 'evt_1', '--to', 'wh_1', '--json']
      const { stdout } = await runCli(argv, { env: env(api) })
      expect(JSON.parse(stdout).deliveries).toEqual([{ id: 'dlv_3', webhook_id: 'wh_1' }])
      expect(api.seen.map(({ method, url }) => `${method} ${url}`)).toEqual([
        'GET /v2/events/evt_1',
        'GET /v2/webhooks/wh_1/deliveries?event_id=evt_1&limit=1',
        'POST /v2/webhooks/wh_1/deliveries/dlv_2/redeliver',
      ])
    })

    test('what was never sent there cannot be', async () => {
      await using api = await scriptedApi(event, {
        status: 200,
        json: { data: [], has_more: false, next_cursor: null },
      })
      const { code, stderr } = await runCli(['events', 'resend', 'evt_1', '--to', 'wh_1'], { env: env(api) })
      expect([code, stderr]).toEqual([3, expect.stringContaining('evt_1 was never sent to wh_1')])
    })

    test('has no listeners', async () => {
      await using api = await scriptedApi(apiError(500, 'internal_error'))
      const { code } = await runCli(['events', 'resend', 'evt_1'], { env: env(api) })
      expect([code, api.seen]).toEqual([2, []])
    })
  })
})
