import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { expect, test } from 'vitest'
import { type Ended, startCli } from './built-cli.ts'

/**
 * Ctrl-C in the middle of several sends, in a process of its own: it tells what was sent, ends with 130, and the same
 * command sends the rest.
 */

interface Sent {
  readonly id: string
  readonly event_id: string
  readonly webhook_id: string
  readonly status: 'failed' | 'succeeded'
}

/** An API with failed deliveries, one for each event and endpoint, that can be made again. */
async function deliveringApi(before: readonly Omit<Sent, 'id' | 'status'>[]) {
  const sent: Sent[] = before.map((one, at) => ({ ...one, id: `dlv_${at}`, status: 'failed' }))
  const redelivered: string[] = []
  let silentAt = Number.POSITIVE_INFINITY
  let reached = () => {}
  const server = createServer((request, response) => {
    const answer = (json: unknown) => {
      response.writeHead(200, { 'content-type': 'application/json' })
      response.end(JSON.stringify(json))
    }
    const { pathname, searchParams } = new URL(request.url ?? '', 'http://api')
    const [, , kind, webhookId, , deliveryId] = pathname.split('/')
    if (kind === 'events') return answer({ id: webhookId, type: 'customer.created' })
    if (request.method === 'POST') {
      const of = sent.find(({ id }) => id === deliveryId)
      if (of === undefined) throw new Error(`no delivery ${deliveryId}`)
      const made: Sent = { ...of, id: `dlv_${sent.length}`, status: 'succeeded' }
      sent.push(made)
      redelivered.push(`${of.event_id} ${of.webhook_id}`)
      // It was made, and nobody hears of it.
      if (redelivered.length === silentAt) return reached()
      return answer({ id: made.id })
    }
    const eventId = searchParams.get('event_id')
    const data = sent
      .filter(one => one.webhook_id === webhookId && (eventId === null || one.event_id === eventId))
      .toReversed()
    answer({
      data: data.map(one => ({ ...one, created_at: '2026-04-15T09:00:00Z' })),
      has_more: false,
      next_cursor: null,
    })
  })
  await new Promise<void>(done => server.listen(0, '127.0.0.1', done))
  const { port } = server.address() as AddressInfo
  const env = { IDEADUNES_BASE_URL: `http://127.0.0.1:${port}`, IDEADUNES_API_KEY: 'sk_test_1' }
  return {
    redelivered,
    run: async (...argv: string[]): Promise<Ended> => await startCli(argv, env).ended,
    /** Runs a command and interrupts it while it waits for the answer to so many sends. */
    async interruptAt(count: number, ...argv: string[]): Promise<Ended> {
      silentAt = count
      const waits = new Promise<void>(settle => {
        reached = settle
      })
      const { child, ended } = startCli(argv, env)
      await Promise.race([waits, ended])
      child.kill('SIGINT')
      const end = await ended
      silentAt = Number.POSITIVE_INFINITY
      return end
    },
    async [Symbol.asyncDispose]() {
      server.closeAllConnections()
      await new Promise(done => server.close(done))
    },
  }
}

test('many events of an endpoint: the second run sends the rest, and nothing twice', async () => {
  const events = Array.from({ length: 6 }, (_, at) => `evt_${at}`)
  await using api = await deliveringApi(events.map(event_id => ({ event_id, webhook_id: 'wh_1' })))
  const recover = ['webhooks', 'deliveries', 'recover', 'wh_1', '--since', '2026-04-15T08:00:00Z']
  expect(await api.interruptAt(3, ...recover)).toEqual({
    code: 130,
    stdout: '',
    stderr:
      'Interrupted; 2 of 6 events were delivered again before, and the next may have been.\n' +
      'Run it again for the rest: it leaves alone what was taken.\n',
  })
  expect(api.redelivered).toHaveLength(3)
  const rest = await api.run(...recover, '--json')
  expect([rest.code, JSON.parse(rest.stdout).data.length]).toEqual([0, 3])
  expect(api.redelivered.toSorted()).toEqual(events.map(id => `${id} wh_1`))
})

test('an event to many endpoints: those that have it are named, and the others get it the next time', async () => {
  const endpoints = ['wh_1', 'wh_2', 'wh_3', 'wh_4']
  await using api = await deliveringApi(endpoints.map(webhook_id => ({ event_id: 'evt_1', webhook_id })))
  const resendTo = (...ids: string[]) => ['events', 'resend', 'evt_1', ...ids.flatMap(id => ['--to', id])]
  expect(await api.interruptAt(3, ...resendTo(...endpoints))).toEqual({
    code: 130,
    stdout: '',
    stderr:
      'Interrupted; it was sent to wh_1, wh_2 before, and the next may have been.\n' +
      'Name only the others with --to, the next time.\n',
  })
  expect(api.redelivered).toEqual(['evt_1 wh_1', 'evt_1 wh_2', 'evt_1 wh_3'])
  expect((await api.run(...resendTo('wh_4'))).code).toBe(0)
  expect(api.redelivered.at(-1)).toBe('evt_1 wh_4')
})

test('before anything was sent, it says that the first may have been, and is one document under --json', async () => {
  await using api = await deliveringApi([{ event_id: 'evt_1', webhook_id: 'wh_1' }])
  const { code, stdout, stderr } = await api.interruptAt(
    1,
    'events',
    'resend',
    'evt_1',
    '--to',
    'wh_1',
    '--json',
  )
  expect([code, stderr]).toEqual([130, ''])
  expect(JSON.parse(stdout).error).toMatchObject({
    code: 'interrupted',
    message: 'Interrupted; the change may have been made all the same',
  })
})
