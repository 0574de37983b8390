import { expect, test } from 'vitest'
import { serveSandbox } from '../../emulator/server/serve.ts'

test('a start with a drawn data set says how far it is, to the end', async () => {
  const told: number[] = []
  const served = await serveSandbox({
    port: 0,
    folder: '/nowhere',
    data: ':memory:',
    dataSet: 'clinic',
    allowLiveKeys: false,
    version: '0.1.0',
    onProgress: (done, of) => told.push(done / of),
    reportBug: error => {
      throw error
    },
  })
  await served.close()
  expect(told.length).toBeGreaterThan(10)
  expect(told).toEqual(told.toSorted((one, other) => one - other))
  expect(told.at(-1)).toBeGreaterThan(0.9)
})
