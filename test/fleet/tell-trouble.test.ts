import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { tellTrouble } from '../../emulator/fleet/tell-trouble.ts'
import { StorageFault } from '../../emulator/store/storage-fault.ts'
import type { TroubleListener } from '../../emulator/store/storage-health.ts'

beforeEach(() => void vi.useFakeTimers())
afterEach(() => void vi.useRealTimers())

test('each trouble is told once, and its end when it lasts', () => {
  const told: string[] = []
  let change: TroubleListener = () => {}
  const store = {
    onTrouble(listener: TroubleListener) {
      change = listener
    },
  }
  tellTrouble(store, { id: 'main', data: '/d' }, text => told.push(text))
  for (let i = 0; i < 10; i++) {
    change(new StorageFault('disk_full'))
    vi.advanceTimersByTime(900)
    change(null)
    vi.advanceTimersByTime(900)
  }
  expect(told).toEqual([expect.stringMatching(/^The disk .* is full\. .*\. \(main, \/d, disk_full\)$/)])
  change(new StorageFault('folder_gone'))
  expect(told).toHaveLength(2)
  change(null)
  vi.advanceTimersByTime(60_000)
  expect(told.slice(2)).toEqual(['The data of main can be written again.'])
  change(new StorageFault('disk_full'))
  expect(told).toHaveLength(4)
})
