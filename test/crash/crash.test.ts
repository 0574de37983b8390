import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { crashRun } from './crash-run.ts'

let data = ''
beforeEach(() => {
  data = mkdtempSync(join(tmpdir(), 'ideadunes-crash-'))
})
afterEach(() => rmSync(data, { recursive: true, force: true }))

test('killed twenty times under load, the sandbox loses nothing, invents nothing and does nothing twice', async () => {
  const { faults, ...figures } = await crashRun({ data, kills: 20, seed: 20_260_415 })
  expect(faults).toEqual([])
  // Or else it proves nothing.
  expect(figures.answered).toBeGreaterThan(100)
  expect(figures.sentAgain).toBeGreaterThan(10)
  expect(figures.arrivals).toBeGreaterThan(figures.events)
})
