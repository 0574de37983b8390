import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import { stopReasonOf } from '../../commands/kernel/context.ts'
import { processContext } from '../../commands/main/process-context.ts'

const signals = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const
const added: [NodeJS.Signals, NodeJS.SignalsListener][] = []

/** A context of this process, whose signals are given by hand. */
function contextByHand() {
  const before = signals.map(signal => process.listeners(signal))
  const context = processContext('0.1.0', new URL('file:///dist/'))
  const listeners = signals.map((signal, at) => {
    const own = process.listeners(signal).find(listener => !before[at]?.includes(listener))
    if (own === undefined) throw new Error(`Nobody listens to ${signal}.`)
    added.push([signal, own])
    return [signal, own] as const
  })
  const give = (signal: NodeJS.Signals) => new Map(listeners).get(signal as 'SIGINT')?.(signal)
  return { context, give }
}

beforeEach(() => {
  vi.useFakeTimers({ toFake: ['performance'] })
})
afterEach(() => {
  vi.useRealTimers()
  vi.restoreAllMocks()
  for (const [signal, listener] of added.splice(0)) process.off(signal, listener)
})

describe('a signal', () => {
  test.each(signals)('%s ends what runs, and says which it was', signal => {
    const { context, give } = contextByHand()
    expect(stopReasonOf(context)).toBeUndefined()
    give(signal)
    expect([context.signal.aborted, stopReasonOf(context)]).toEqual([true, signal])
  })

  test.each([
    ['SIGINT', 130],
    ['SIGTERM', 143],
    ['SIGHUP', 129],
  ] as const)('%s again within a second is the same one, and ends all at once after it', (signal, code) => {
    const exit = vi.spyOn(process, 'exit').mockImplementation(() => undefined as never)
    const { give } = contextByHand()
    give('SIGINT')
    for (const waitMs of [0, 50, 950]) {
      vi.advanceTimersByTime(waitMs)
      give(signal)
    }
    expect(exit).not.toHaveBeenCalled()
    vi.advanceTimersByTime(1)
    give(signal)
    expect(exit.mock.calls).toEqual([[code]])
  })
})
