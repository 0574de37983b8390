import { describe, expect, test } from 'vitest'
import { type ChainedRow, createChainCheck } from '../../src/audit/chain.ts'
import { forkSandbox } from '../world/sandbox.ts'

type Row = ChainedRow & { readonly hash: string }

async function trail(): Promise<Row[]> {
  const sandbox = await forkSandbox('default')
  for (let i = 0; i < 5; i++) await sandbox.send('POST', '/v2/customers', { body: { name: `Sharma ${i}` } })
  return (await sandbox.send('GET', '/v2/audit/events?limit=100')).json.data.toReversed()
}

function firstFault(rows: readonly Row[]) {
  const check = createChainCheck()
  for (const row of rows) {
    const broken = check(row)
    if (broken !== undefined) return broken
  }
  return undefined
}

test('a trail that nobody touched is whole', async () => {
  const rows = await trail()
  expect(rows).toHaveLength(5)
  expect(firstFault(rows)).toBeUndefined()
})

describe('names the row', () => {
  const members = [
    'actor',
    'operation',
    'created_at',
    'after_digest',
    'request_id',
    'object',
    'changes',
    'id',
  ] as const
  test.each(members)('whose %s was changed', async member => {
    const rows = await trail()
    const other = member === 'changes' ? 7 : member === 'object' ? { type: 'customer', id: 'cust_x' } : 'x'
    const changed = rows.map((row, i) => (i === 2 ? { ...row, [member]: other } : row))
    expect(firstFault(changed)).toMatchObject({ sequence: 3, fault: 'changed' })
  })

  test('before which one was removed', async () => {
    const rows = await trail()
    expect(firstFault(rows.toSpliced(2, 1))).toMatchObject({ id: rows[3]?.id, fault: 'removed_before' })
    expect(firstFault(rows.slice(1))).toMatchObject({ id: rows[1]?.id, fault: 'removed_before' })
  })

  test('that was added, or moved', async () => {
    const rows = await trail()
    const [first, second, third, ...rest] = rows as [Row, Row, Row, ...Row[]]
    expect(firstFault([first, second, { ...second, id: 'aud_forged' }, third, ...rest])).toMatchObject({
      id: 'aud_forged',
      fault: 'inserted_or_moved',
    })
    expect(firstFault([first, third, second, ...rest])).toMatchObject({ id: third.id })
    // Numbered anew, so that there is no gap.
    const renumbered = [first, third, second, ...rest].map((row, i) => ({ ...row, sequence: i + 1 }))
    expect(firstFault(renumbered)).toMatchObject({ sequence: 2, fault: 'changed' })
  })
})
