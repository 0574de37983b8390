import { expect, test } from 'vitest'
import { dataSetNames } from '../../src/control/data-sets.ts'
import { twinSandboxes } from './twins.ts'

test.each(dataSetNames)('the data set %s has the same rows', async name => {
  const twins = await twinSandboxes(name)
  const countOf = async (table: 'tenants' | 'bookings') =>
    (
      await twins.same(({ store }) =>
        store.read(trx => trx.selectFrom(table).selectAll().orderBy('id').execute()),
      )
    ).length
  expect(await countOf('tenants')).toBe(2)
  expect((await countOf('bookings')) > 0).toBe(name !== 'empty')
  await twins.expectSameRows()
})
