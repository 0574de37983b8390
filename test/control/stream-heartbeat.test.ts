import { expect, test } from 'vitest'
import { streamEvents } from '../../emulator/control/events/event-stream.ts'
import { beforeAllEvents } from '../../emulator/store/events.ts'
import { forkSandbox } from '../world/sandbox.ts'

/** Takes what a stream writes; `false` from `write` says that nothing more should be. */
function fakeResponse(takesMore: () => boolean) {
  const written: string[] = []
  const listeners = new Map<string, () => void>()
  return {
    written,
    drain: () => listeners.get('drain')?.(),
    raw: {
      write(text: string) {
        written.push(text)
        return takesMore()
      },
      once: (name: string, listener: () => void) => listeners.set(name, listener),
      off: (name: string) => listeners.delete(name),
    } as never,
  }
}

const wish = {
  tenantId: undefined,
  patterns: undefined,
  from: beforeAllEvents,
  generation: 0,
  hello: { sandbox: 'main', begins: 'now', waiting: 0 },
} as const

test('without news it shows that it lives', async () => {
  const { sandbox } = await forkSandbox()
  const gone = new AbortController()
  let left = 3
  const response = fakeResponse(() => {
    left -= 1
    if (left === 0) gone.abort()
    return true
  })
  await streamEvents(sandbox, response.raw, wish, {
    heartbeatMs: 1,
    gone: gone.signal,
    follow: () => () => {},
  })
  expect(response.written.slice(1)).toEqual([': heartbeat\n\n', ': heartbeat\n\n'])
})

test('it waits for a reader who is behind, and stops waiting when that one has left', async () => {
  const { sandbox } = await forkSandbox('default')
  const gone = new AbortController()
  const response = fakeResponse(() => false)
  const streaming = streamEvents(sandbox, response.raw, wish, {
    heartbeatMs: 1,
    gone: gone.signal,
    follow: () => () => {},
  })
  expect(response.written).toHaveLength(1)
  response.drain()
  await expect.poll(() => response.written.length).toBe(2)
  expect(response.written[1]).toContain('id: evt_example_01\n')
  gone.abort()
  await streaming
  expect(response.written).toHaveLength(2)
})
