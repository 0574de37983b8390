import { expect, test } from 'vitest'
import { chainLength } from '../../emulator/store/audit.ts'
import { forkSandbox, type TestSandbox } from '../world/sandbox.ts'

const create = (sandbox: TestSandbox, name: string) =>
  sandbox.send('POST', '/v2/customers', { body: { name } })
const lengthOf = ({ sandbox }: TestSandbox) => sandbox.store.read(trx => chainLength(trx, 'tnt_clinic'))
const sequences = async (sandbox: TestSandbox) =>
  (await sandbox.send('GET', '/v2/audit/events')).json.data.map((row: { sequence: number }) => row.sequence)

test('rows that are cut off at the end leave a gap, before and after the next', async () => {
  const sandbox = await forkSandbox('default')
  for (const name of ['A', 'B', 'C']) await create(sandbox, name)
  expect(await lengthOf(sandbox)).toEqual({ recorded: 3, newest: 3 })
  await sandbox.sandbox.store.write(trx => trx.deleteFrom('audit_events').where('seq', '>', 1).execute())
  expect(await lengthOf(sandbox)).toEqual({ recorded: 3, newest: 1 })
})

test('what is refused or undone takes no place', async () => {
  const sandbox = await forkSandbox('default')
  await create(sandbox, 'A')
  await create(sandbox, '')
  await sandbox.send('DELETE', '/v2/customers/cust_nobody')
  await create(sandbox, 'B')
  expect(await sequences(sandbox)).toEqual([2, 1])
})

test('a trail from before places were drawn is counted on', async () => {
  const sandbox = await forkSandbox('default')
  for (const name of ['A', 'B', 'C']) await create(sandbox, name)
  await sandbox.sandbox.store.write(trx =>
    trx.deleteFrom('id_streams').where('prefix', 'like', 'audit %').execute(),
  )
  await create(sandbox, 'D')
  await create(sandbox, 'E')
  expect(await sequences(sandbox)).toEqual([5, 4, 3, 2, 1])
  expect(await lengthOf(sandbox)).toEqual({ recorded: 5, newest: 5 })
})
