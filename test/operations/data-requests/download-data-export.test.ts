import { strFromU8, unzipSync } from 'fflate'
import { expect, test } from 'vitest'
import { forkSandbox } from '../../world/sandbox.ts'

test('hands over all that is known, each file named in an index, with the same bytes each time', async () => {
  const sandbox = await forkSandbox('default')
  await sandbox.send('PATCH', '/v2/customers/cust_priya_01', { body: { notes: 'Likes <b>mornings</b>' } })
  await sandbox.send('POST', '/v2/data_requests/dsr_access_01/resolve', { body: { outcome: 'fulfilled' } })
  const path = '/v2/data_requests/dsr_access_01/export'
  const answer = await sandbox.send('GET', path)
  expect(answer.headers['content-disposition']).toBe('attachment; filename="dsr_access_01.zip"')
  const files = unzipSync(answer.bytes)
  const read = (name: string) => JSON.parse(strFromU8(files[name] ?? new Uint8Array()))
  const { files: listed, ...head } = read('index.json')
  expect(listed.map(({ file }: { file: string }) => file).sort()).toEqual(Object.keys(files).sort())
  for (const { file, bytes } of listed) if (bytes !== null) expect(files[file]).toHaveLength(bytes)
  expect(head).toMatchObject({ customer_id: 'cust_priya_01', tenant: { id: 'tnt_clinic' } })
  expect(read('customer.json')).toMatchObject([{ name: 'Priya Sharma', email: 'priya@example.com' }])
  const bookings = await sandbox.send('GET', '/v2/bookings?customer_id=cust_priya_01&limit=100')
  const ids = (rows: { id: string }[]) => rows.map(({ id }) => id).sort()
  expect(ids(read('bookings.json'))).toEqual(ids(bookings.json.data))
  expect(read('consents.json')).toHaveLength(2)
  const page = strFromU8(files['index.html'] ?? new Uint8Array())
  expect(page).toContain('Priya Sharma')
  expect(page).toContain('Likes &lt;b&gt;mornings&lt;/b&gt;')
  // What changes afterwards is no part of what was answered.
  await sandbox.send('PATCH', '/v2/customers/cust_priya_01', { body: { notes: null } })
  expect((await sandbox.send('GET', path)).bytes).toEqual(answer.bytes)
})
