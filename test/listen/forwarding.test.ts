import { readFileSync, writeFileSync } from 'node:fs'
import { createServer, type Server } from 'node:https'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import { Webhook as StandardWebhook } from 'standardwebhooks'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { temporaryFolder } from '../commands/run-cli.ts'
import { type Receiver, startReceiver } from '../events/receiver.ts'
import { selfSigned } from './self-signed.ts'
import { type ListenWorld, listenWorld, type RunningCommand, startCommand, startListen } from './world.ts'

let world: ListenWorld
let receiver: Receiver
let other: Receiver
let running: RunningCommand[]

beforeEach(async () => {
  ;[world, receiver, other] = await Promise.all([listenWorld(), startReceiver(), startReceiver()])
  running = []
})
afterEach(async () => {
  await Promise.all(running.map(command => command.stop()))
  await Promise.all([world.close(), receiver.close(), other.close()])
})

async function listen(...argv: string[]): Promise<RunningCommand> {
  const command = await startListen(world, argv)
  running.push(command)
  return command
}

const secretIn = (text: string) => /Signed with (whsec_\S+)/.exec(text)?.[1] ?? ''
const names = ({ received }: Receiver) => received.map(({ body }) => JSON.parse(body).data.object.name)

describe('listen', () => {
  test('forwards stored bytes, signed so that other people’s libraries accept them', async () => {
    const command = await listen(
      '--forward-to',
      receiver.url,
      '--headers',
      'X-A: b',
      '--headers',
      'Host: shop.test',
    )
    await world.addCustomer('Zoë "/" \\ \u2028 end\n')
    await command.until(() => command.lines().length === 1)
    const [{ headers, body, method } = receiver.received[0] as never] = receiver.received
    const { id } = new StandardWebhook(secretIn(command.stderr())).verify(body, headers as never) as {
      id: string
    }
    const stored = await (await world.send('GET', `/v2/events/${id}`)).text()
    expect(body).toBe(stored)
    expect([method, headers['webhook-id'], headers['x-a'], headers.host]).toEqual([
      'POST',
      id,
      'b',
      'shop.test',
    ])
    expect(headers['content-type']).toBe('application/json')
    const { code, stdout } = await command.stop()
    expect(code).toBe(130)
    const target = receiver.url
    expect(stdout).toMatch(
      new RegExp(`^\\S+Z\\tcustomer.created\\tcust_\\w+\\t${target}\\t204\\t\\d+\\t\\n$`),
    )
  })

  test('is in colours and columns for people', async () => {
    const command = await startListen(world, ['--forward-to', receiver.url, '--no-color'], { tty: true })
    running.push(command)
    await world.addCustomer('a')
    await command.until(() => command.lines().length === 1)
    receiver.answer(500)
    await world.addCustomer('b')
    await command.until(() => command.lines().length === 2)
    const at = String.raw`\d{4}-\d\d-\d\d \d\d:\d\d:\d\d`
    const place = receiver.url.replace('http://', '')
    expect(command.stdout()).toMatch(
      new RegExp(
        `^${at}  customer.created {14}cust_\\w{26} +-> ${place}  204 +\\d+ ms\\n` +
          `${at}  customer.created {14}cust_\\w{26} +-> ${place}  500 +\\d+ ms\\n$`,
      ),
    )
    const { stderr } = await command.stop()
    expect(stderr).toContain(
      `Listening to ${world.baseUrl} (main, all tenants)\n  -> ${place}  every event\n`,
    )
    expect(stderr).toContain('? lists the keys')
  })

  test('under --json writes one document for each forward and nothing else on stdout', async () => {
    receiver.answer(503)
    const command = await listen('--forward-to', receiver.url, '--forward-to', '1', '--json')
    const object_id = await world.addCustomer('a')
    await command.until(() => command.lines().length === 2)
    const { stdout } = await command.stop()
    const documents = stdout
      .trimEnd()
      .split('\n')
      .map(line => JSON.parse(line))
    const common = {
      event_id: expect.stringMatching(/^evt_/),
      type: 'customer.created',
      created_at: expect.stringMatching(/Z$/),
      tenant_id: 'tnt_clinic',
      object_id,
      resent: false,
      attempt: 1,
      latency_ms: expect.any(Number),
    }
    expect(documents.toSorted((one, two) => (one.target < two.target ? -1 : 1))).toEqual([
      { ...common, target: receiver.url, status: 503, error: 'answered 503' },
      {
        ...common,
        target: 'http://localhost:1/',
        status: null,
        error: 'connection refused: nobody listens there; start the server, or correct the port',
      },
    ])
  })

  test('sends each type where its route leads, and only those that --events choose', async () => {
    const command = await listen(
      '--route',
      `!customer.*=${receiver.url}`,
      '--route',
      `customer.*=${other.url}`,
      '--events',
      '*,!customer.updated',
      '--exit-after',
      '3',
    )
    const id = await world.addCustomer('a')
    await world.send('PATCH', `/v2/customers/${id}`, { name: 'A' })
    await world.send('POST', '/v2/services', {
      name: 'Check-up',
      duration_min: 20,
      requirements: [{ group: 'staff', resource_ids: ['res_dr_niket'] }],
    })
    await world.addCustomer('b')
    expect((await command.ended).code).toBe(0)
    expect(receiver.received.map(({ body }) => JSON.parse(body).type)).toEqual(['service.created'])
    expect(names(other)).toEqual(['a', 'b'])
    expect(command.stderr()).toMatch(/-> \S+ +!customer.\*, of \*, !customer.updated\n/)
  })

  test('hears all tenants, or one', async () => {
    const all = await listen('--forward-to', receiver.url)
    const one = await listen('--forward-to', other.url, '--tenant', 'tnt_ideadunes')
    await world.addCustomer('a')
    await world.addCustomer('b', 'tnt_ideadunes')
    await all.until(() => all.lines().length === 2)
    await one.until(() => one.lines().length === 1)
    expect([names(receiver), names(other)]).toEqual([['a', 'b'], ['b']])
  })

  test('begins in the past when told, and says so', async () => {
    for (const name of ['a', 'b', 'c']) await world.addCustomer(name)
    const command = await listen('--forward-to', receiver.url, '--replay-since', '10m', '--exit-after', '3')
    expect((await command.ended).stderr).toContain('Beginning with 3 events from before.')
    const second = String(receiver.received[1]?.headers['webhook-id'])
    const again = await listen('--forward-to', other.url, '--replay-since', second, '--exit-after', '2')
    await again.ended
    expect([names(receiver), names(other)]).toEqual([
      ['a', 'b', 'c'],
      ['b', 'c'],
    ])
  })
})

describe('a target', () => {
  test('gets its events in order, one at a time, however slow it is', async () => {
    let open = 0
    let mostOpen = 0
    let turn = 0
    receiver.answer(response => {
      open += 1
      mostOpen = Math.max(mostOpen, open)
      turn += 1
      // The first ones take longest: whoever did not wait would send the next before.
      setTimeout(
        () => {
          open -= 1
          response.writeHead(204).end()
        },
        12 - turn * 2,
      )
    })
    const command = await listen('--forward-to', receiver.url, '--exit-after', '5')
    for (const name of ['a', 'b', 'c', 'd', 'e']) await world.addCustomer(name)
    await command.ended
    expect([names(receiver), mostOpen]).toEqual([['a', 'b', 'c', 'd', 'e'], 1])
  })

  test('that never answers holds up no other, and is told in the end', async () => {
    receiver.answer(() => {})
    const command = await listen(
      '--forward-to',
      receiver.url,
      '--forward-to',
      other.url,
      '--timeout',
      '1',
      '--json',
    )
    for (const name of ['a', 'b', 'c']) await world.addCustomer(name)
    await command.until(() => other.received.length === 3 && command.lines().length >= 3)
    expect(receiver.received).toHaveLength(1)
    await command.until(() => command.stdout().includes('no answer within 1 s'))
    const run = await command.stop()
    expect(run.code).toBe(130)
    // What it did not get is named, so that nothing is lost.
    const [, , third] = other.received.map(({ headers }) => headers['webhook-id'])
    expect(run.stderr).toMatch(/forwards were not made|event was not forwarded/)
    expect(run.stderr).toMatch(/--replay-since evt_/)
    expect(run.stderr.includes(String(third)) || receiver.received.length >= 2).toBe(true)
  })

  test('that redirects did not take the event, and is not followed', async () => {
    receiver.answer(response => response.writeHead(307, { location: other.url }).end())
    const command = await listen('--forward-to', receiver.url, '--once', '--fail-on-non-2xx', '--json')
    await world.addCustomer('a')
    const { code, stdout, stderr } = await command.ended
    expect([code, JSON.parse(stdout).status, other.received]).toEqual([3, 307, []])
    expect(stderr).toContain('1 of the forwards got no 2xx')
  })
})

describe('an https target', () => {
  const servers: Server[] = []
  afterEach(() => {
    for (const server of servers.splice(0)) server.close().closeAllConnections()
  })

  async function startSecure(): Promise<string> {
    const server = createServer(selfSigned, (request, response) => {
      request.resume()
      response.writeHead(204).end()
    })
    servers.push(server)
    await new Promise<void>(done => server.listen(0, '127.0.0.1', done))
    return `https://localhost:${(server.address() as AddressInfo).port}/`
  }

  test('is taken when its certificate is trusted, or none is wanted', async () => {
    using folder = temporaryFolder()
    const ca = join(folder.path, 'ca.pem')
    writeFileSync(ca, selfSigned.cert)
    const url = await startSecure()
    const commands = [
      await listen('--forward-to', url, '--once', '--json'),
      await listen('--forward-to', url, '--once', '--json', '--ca', ca),
      await listen('--forward-to', url, '--once', '--json', '--skip-verify'),
    ]
    await world.addCustomer('a')
    const told = (await Promise.all(commands.map(({ ended }) => ended))).map(({ stdout }) =>
      JSON.parse(stdout),
    )
    expect(told.map(({ status }) => status)).toEqual([null, 204, 204])
    expect(told[0].error).toBe('self-signed certificate (trust it with --ca FILE, or give --skip-verify)')
  })
})

describe('the end', () => {
  test('--once waits until the event was forwarded everywhere, and takes no second one', async () => {
    receiver.answer(response => void setTimeout(() => response.writeHead(200).end('ok'), 20))
    const command = await listen('--forward-to', receiver.url, '--forward-to', other.url, '--once')
    await Promise.all([world.addCustomer('a'), world.addCustomer('b')])
    const { code, stdout } = await command.ended
    expect([code, stdout.trimEnd().split('\n').length]).toEqual([0, 2])
    expect([receiver.received.length, other.received.length]).toEqual([1, 1])
  })

  test('exits with 3 only when that was asked for', async () => {
    receiver.answer(400)
    const lenient = await listen('--forward-to', receiver.url, '--once')
    const strict = await listen('--forward-to', receiver.url, '--once', '--fail-on-non-2xx')
    await world.addCustomer('a')
    expect([(await lenient.ended).code, (await strict.ended).code]).toEqual([0, 3])
    expect(strict.stderr()).toContain('1 of the forwards got no 2xx (forward_failed)')
  })

  test('is quiet when the reader has gone', async () => {
    const command = await listen('--forward-to', receiver.url)
    expect(await command.stop('reader_gone')).toMatchObject({ code: 0, stdout: '' })
  })
})

describe('the secret', () => {
  test('is printed alone, is the same each time, and can be another', async () => {
    const print = (...argv: string[]) =>
      startCommand(['listen', '--print-secret', ...argv], { env: world.env }).ended
    const first = await print()
    expect(first).toMatchObject({ code: 0, stderr: '', stdout: expect.stringMatching(/^whsec_\S{44}\n$/) })
    await world.control('POST', '/reset')
    expect((await print()).stdout).toBe(first.stdout)
    expect(JSON.parse((await print('--json')).stdout)).toEqual({ secret: first.stdout.trim() })
    const own = 'whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw'
    expect((await print('--secret', own)).stdout).toBe(`${own}\n`)
    const command = await startListen(world, ['--forward-to', receiver.url, '--once'], {
      env: { IDEADUNES_WEBHOOK_SECRET: own },
    })
    await world.addCustomer('a')
    await command.ended
    const [{ body, headers } = receiver.received[0] as never] = receiver.received
    expect(new StandardWebhook(own).verify(body, headers as never)).toBeTruthy()
  })

  test('goes into an env file, which keeps all else', async () => {
    using folder = temporaryFolder()
    const file = join(folder.path, '.env.local')
    writeFileSync(file, 'A=1\r\nIDEADUNES_WEBHOOK_SECRET="old"\r\n')
    const argv = ['listen', '--print-secret', '--write-env', file]
    const { stdout, stderr } = await startCommand(argv, { env: world.env }).ended
    expect(stderr).toBe(`Changed IDEADUNES_WEBHOOK_SECRET in ${file}.\n`)
    expect(readFileSync(file, 'utf8')).toBe(`A=1\r\nIDEADUNES_WEBHOOK_SECRET="${stdout.trim()}"\r\n`)
  })
})

describe('what cannot be', () => {
  test.each([
    [[], 2, 'needs a target: --forward-to or --route'],
    [['--forward-to', 'example.com'], 2, 'example.com is not this machine'],
    [['--forward-to', '3000', '--events', 'bookings.*'], 2, 'no event type is called bookings.*'],
    [['--forward-to', '3000', '--headers', 'x'], 2, "--headers must be like 'X-A: b'"],
    [['--forward-to', '3000', '--replay-since', 'yesterday'], 2, '--replay-since must be a time or an event'],
    [['--forward-to', '3000', '--ca', '/nowhere.pem'], 2, 'Cannot read /nowhere.pem'],
    [['--forward-to', '3000', '--secret', 'hush'], 2, 'The signing secret must be whsec_'],
    [['--forward-to', '3000', '--replay-since', 'evt_gone'], 3, 'names no event of this sandbox: evt_gone'],
  ])('%j is told', async (argv, code, text) => {
    const run = await startCommand(['listen', ...argv], { env: world.env }).ended
    expect([run.code, run.stdout, run.stderr]).toEqual([code, '', expect.stringContaining(text)])
  })

  test('no sandbox is exit code 5, a wrong token 4', async () => {
    expect(await startCommand(['listen', '--forward-to', '3000']).ended).toMatchObject({
      code: 5,
      stderr: expect.stringContaining('No local sandbox is running'),
    })
    const wrong = ['listen', '--forward-to', '3000', '--control-token', 'ctl_no', '--base-url', world.baseUrl]
    const run = await startCommand([...wrong, '--json']).ended
    expect([run.code, JSON.parse(run.stdout).error.code]).toEqual([4, 'invalid_control_token'])
  })
})
