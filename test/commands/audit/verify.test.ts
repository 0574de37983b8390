import { expect, test } from 'vitest'
import { type ChainedRow, chainBeginning, chainHash } from '../../../src/audit/chain.ts'
import { fakeSandbox } from '../fake-sandbox.ts'
import { runCli } from '../run-cli.ts'

type Row = ChainedRow & { readonly hash: string }

/** A trail of so many rows, the newest first, as the API lists it. */
function trailOf(length: number): Row[] {
  const rows: Row[] = []
  for (let sequence = 1; sequence <= length; sequence++) {
    const row = {
      id: `aud_${sequence}`,
      tenant_id: 'tnt_clinic',
      created_at: '2026-04-15T09:42:11Z',
      sequence,
      actor: 'key_1',
      operation: 'updateCustomer',
      object: { type: 'customer', id: 'cust_a' },
      changes: 1,
      before_digest: null,
      after_digest: 'a'.repeat(64),
      request_id: 'req_1',
      previous_hash: rows.at(-1)?.hash ?? chainBeginning,
    }
    rows.push({ ...row, hash: chainHash(row) })
  }
  return rows.toReversed()
}

async function verify(rows: readonly Row[], recorded: number, words = '', env = {}) {
  const page = { data: rows, has_more: false, next_cursor: null, prev_cursor: null }
  const lengths = { data: [{ tenant_id: 'tnt_clinic', recorded, newest: rows[0]?.sequence ?? 0 }] }
  await using sandbox = await fakeSandbox([
    { status: 200, json: page },
    { status: 200, json: lengths },
  ])
  const ended = await runCli(`audit verify ${words}`.trim().split(' '), { env: { ...sandbox.env, ...env } })
  return { ...ended, asked: sandbox.seen.map(({ url }) => url.split('?')[0]) }
}

test('a whole trail is said to be whole', async () => {
  const rows = trailOf(3)
  const { code, stdout, asked } = await verify(rows, 3)
  expect([code, stdout]).toEqual([
    0,
    `The audit trail is whole: 3 rows, the newest with the hash ${rows[0]?.hash}.\n`,
  ])
  expect(asked).toEqual(['/v2/audit/events', '/_sandbox/audit'])
  expect(JSON.parse((await verify(rows, 3, '--json')).stdout)).toEqual({ rows: 3, head: rows[0]?.hash })
  expect((await verify([], 0)).stdout).toBe('The audit trail is empty.\n')
})

test.each([
  [
    'changed',
    (rows: Row[]) => rows.with(1, { ...(rows[1] as Row), actor: 'key_2' }),
    'Row 3 (aud_3) does not have the hash',
  ],
  ['removed', (rows: Row[]) => rows.toSpliced(1, 1), 'Row 4 (aud_4) does not follow the row before'],
  [
    'removed at the beginning',
    (rows: Row[]) => rows.toSpliced(3, 1),
    'Row 2 (aud_2) does not follow the row before',
  ],
  [
    'added',
    (rows: Row[]) => rows.toSpliced(1, 0, rows[1] as Row),
    'Row 3 (aud_3) stands where it does not belong',
  ],
  ['cut off', (rows: Row[]) => rows.slice(1), 'Row 4 is missing at the end of the trail'],
  ['cut off twice', (rows: Row[]) => rows.slice(2), 'Rows 3 to 4 are missing at the end of the trail'],
  ['cut off altogether', () => [], 'Rows 1 to 4 are missing at the end of the trail'],
] as const)('a row that was %s is named', async (_, change, said) => {
  const { code, stdout, stderr } = await verify(change(trailOf(4)), 4)
  expect([code, stdout]).toEqual([3, ''])
  expect(stderr).toContain(said)
})

test('a key of somebody else’s choice may be that of a fork: nothing is asked of the sandbox itself', async () => {
  const { code, asked } = await verify(trailOf(2), 4, '', { IDEADUNES_API_KEY: 'sk_test_2' })
  expect([code, asked]).toEqual([0, ['/v2/audit/events']])
})
