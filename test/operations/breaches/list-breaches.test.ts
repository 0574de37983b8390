import { expect, test } from 'vitest'
import { forkSandbox } from '../../world/sandbox.ts'

test('finds breaches by their state', async () => {
  const sandbox = await forkSandbox('default')
  const ids = async (query: string) =>
    (await sandbox.send('GET', `/v2/breaches${query}`)).json.data.map(({ id }: { id: string }) => id)
  expect(await ids('?status=open')).toEqual(['brc_laptop_01'])
  await sandbox.send('POST', '/v2/breaches/brc_laptop_01/notify', { body: { to: 'authority' } })
  expect(await ids('?status=open')).toEqual([])
  expect(await ids('?status=open,notified')).toEqual(['brc_laptop_01'])
})
