import { describe, expect, test } from 'vitest'
import { type Arrival, arrivedEvent } from '../../commands/listen/arrivals.ts'
import type { Forward } from '../../commands/listen/forward.ts'
import { createHistory } from '../../commands/listen/history.ts'
import { createLane } from '../../commands/listen/lane.ts'
import { createSession, type SessionParts } from '../../commands/listen/session.ts'
import { targetsOf } from '../../commands/listen/targets.ts'

const targets = targetsOf({ forwardTo: ['3000', '3001'], allowRemote: false }, [])
const event = (id: string) =>
  arrivedEvent(JSON.stringify({ id, type: 'customer.created', data: { object: {} } }))

/** A session whose forwards end when the test says so. */
function heldSession(events: readonly string[], changes: Partial<SessionParts> = {}) {
  const stop = new AbortController()
  const sent: string[] = []
  const held = new Map<string, () => void>()
  const overflows: string[] = []
  const allArrived = Promise.withResolvers<void>()
  const session = createSession({
    targets,
    patterns: undefined,
    limit: undefined,
    signal: stop.signal,
    async *arrivals(signal): AsyncGenerator<Arrival> {
      for (const id of events) yield event(id)
      allArrived.resolve()
      await new Promise<void>(done => signal.addEventListener('abort', () => done()))
    },
    async forward({ id }, url) {
      const name = `${id} ${new URL(url).port}`
      sent.push(name)
      await new Promise<void>(done => held.set(name, done))
      return {
        headers: {},
        outcome: {
          response: { status: 204, headers: {}, body: '' },
          error: null,
          timedOut: false,
          latencyMs: 1,
        },
      }
    },
    onForward: async () => {},
    onConnection: async () => {},
    onOverflow: async ({ id }, { name }) => void overflows.push(`${id} ${name}`),
    ...changes,
  })
  return {
    session,
    sent,
    overflows,
    stop,
    allArrived: allArrived.promise,
    async end(name: string) {
      held.get(name)?.()
      await new Promise(done => setImmediate(done))
    },
  }
}

describe('a session', () => {
  test('sends each target one thing at a time, independent of the others', async () => {
    const { session, sent, end, stop, allArrived } = heldSession(['e1', 'e2', 'e3'])
    const run = session.run()
    await allArrived
    expect(sent).toEqual(['e1 3000', 'e1 3001'])
    await end('e1 3001')
    await end('e2 3001')
    expect(sent).toEqual(['e1 3000', 'e1 3001', 'e2 3001', 'e3 3001'])
    await end('e1 3000')
    expect(sent.at(-1)).toBe('e2 3000')
    for (const name of ['e2 3000', 'e3 3000', 'e3 3001']) await end(name)
    stop.abort()
    expect(await run).toEqual({ failed: 0, firstLeft: undefined, left: 0 })
  })

  test('names the first event that it leaves behind, at whichever target', async () => {
    const { session, end, stop, allArrived } = heldSession(['e1', 'e2', 'e3'])
    const run = session.run()
    await allArrived
    await end('e1 3000')
    await end('e2 3000')
    stop.abort()
    await end('e3 3000')
    await end('e1 3001')
    expect(await run).toMatchObject({ left: 2, firstLeft: { id: 'e2' } })
  })

  test('pauses all targets, and goes on where it was', async () => {
    const { session, sent, end, stop, allArrived } = heldSession(['e1', 'e2'])
    expect(session.pause(true)).toBe(0)
    const run = session.run()
    await allArrived
    expect(sent).toEqual([])
    expect(session.pause(false)).toBe(2)
    for (const name of ['e1 3000', 'e1 3001', 'e2 3000', 'e2 3001']) await end(name)
    expect(sent).toEqual(['e1 3000', 'e1 3001', 'e2 3000', 'e2 3001'])
    stop.abort()
    await run
  })

  test('sends again before what waits', async () => {
    const forwards: Forward[] = []
    const { session, sent, end, stop, allArrived } = heldSession(['e1', 'e2', 'e3'], {
      onForward: async forward => void forwards.push(forward),
    })
    const run = session.run()
    await allArrived
    await end('e1 3000')
    const [first] = forwards
    if (first !== undefined) session.retry(first)
    await end('e2 3000')
    expect(sent.filter(name => name.endsWith('3000'))).toEqual(['e1 3000', 'e2 3000', 'e1 3000'])
    await end('e1 3000')
    expect(forwards.map(({ attempt }) => attempt)).toEqual([1, 1, 2])
    stop.abort()
    await run
  })

  test('what a source throws ends it after what came has been sent', async () => {
    const { session, end } = heldSession([], {
      async *arrivals() {
        yield event('e1')
        throw new Error('no longer')
      },
    })
    const run = session.run()
    const failed = expect(run).rejects.toThrow('no longer')
    await new Promise(done => setImmediate(done))
    await end('e1 3000')
    await end('e1 3001')
    await failed
  })
})

test('a lane that is full says so, and keeps what it has', async () => {
  const done: number[] = []
  let release = () => {}
  const lane = createLane<number>(async item => {
    done.push(item)
    await new Promise<void>(resolve => {
      release = resolve
    })
  }, 2)
  expect([1, 2, 3, 4].map(lane.add)).toEqual([true, true, true, false])
  expect([lane.inWork, lane.waiting, lane.drop(), lane.waiting]).toEqual([1, 2, [2, 3], 0])
  release()
  await lane.idle()
  expect(done).toEqual([1])
})

test('history forgets what is old, and then the selection too', () => {
  const forward = (attempt: number) => ({ attempt }) as Forward
  const history = createHistory(3)
  expect([history.current, history.move(-1)]).toEqual([undefined, undefined])
  for (const attempt of [1, 2, 3]) history.add(forward(attempt))
  expect(history.move(-1)).toMatchObject({ at: 2, of: 3, forward: { attempt: 2 } })
  history.add(forward(4))
  expect(history.current?.attempt).toBe(2)
  history.add(forward(5))
  expect(history.current?.attempt).toBe(5)
  history.move(-1)
  history.move(1)
  history.add(forward(6))
  expect(history.current?.attempt).toBe(6)
})
