import { describe, expect, test } from 'vitest'
import { cellOf, cut, summaryOf } from '../../src/output/cell.ts'
import { openJsonList } from '../../src/output/json.ts'
import { writeRecord } from '../../src/output/record.ts'
import { openTable } from '../../src/output/table.ts'
import { type Sink, wantsColour } from '../../src/output/terminal.ts'

function recorder(columns?: number, colour = false) {
  const chunks: string[] = []
  const sink: Sink = {
    isTty: columns !== undefined,
    colour,
    columns: columns ?? Number.POSITIVE_INFINITY,
    write: async text => {
      chunks.push(text.toString())
    },
  }
  return { sink, text: () => chunks.join('') }
}

describe('a cell', () => {
  test.each([
    [null, ''],
    [undefined, ''],
    [0, '0'],
    [false, 'false'],
    [['a', 'b'], 'a, b'],
    [[{ a: 1 }], '[{"a":1}]'],
    ['two\tfields\nand lines', 'two fields and lines'],
    ['\u001b[31mred\u001b[0m', ' [31mred [0m'],
  ])('of %j is %j', (value, expected) => {
    expect(cellOf(value)).toBe(expected)
  })

  test('sums up nested values, without what is empty', () => {
    expect(summaryOf({ actor: 'customer', reason: null, fee: 0 })).toBe('actor=customer, fee=0')
  })

  test('is cut with an ellipsis', () => {
    expect([cut('abcdef', 4), cut('abcd', 4)]).toEqual(['abc…', 'abcd'])
  })
})

describe('a table', () => {
  const rows = [
    { id: 'bk_1', name: '李小龙', note: 'long enough to be left out' },
    { id: 'bk_22', name: 'Ana', note: null },
  ]

  test('aligns wide characters, and leaves out the columns that do not fit', async () => {
    const { sink, text } = recorder(22)
    await openTable(sink, ['id', 'name', 'note']).add(rows)
    expect(text()).toMatchInlineSnapshot(`
      "id     name
      bk_1   李…
      bk_22  Ana
      "
    `)
  })

  test('has one header, whatever the number of batches', async () => {
    const { sink, text } = recorder(80)
    const table = openTable(sink, ['id'])
    await table.add(rows)
    await table.add([{ id: 'bk_3' }])
    expect(text()).toBe('id\nbk_1\nbk_22\nbk_3\n')
  })

  test('piped is one line of tabs per record', async () => {
    const { sink, text } = recorder()
    await openTable(sink, ['id', 'note', 'none']).add(rows)
    expect(text()).toBe('bk_1\tlong enough to be left out\t\nbk_22\t\t\n')
  })
})

describe('an object', () => {
  test('for people shows the named members first and leaves out what is empty', async () => {
    const { sink, text } = recorder(40)
    await writeRecord(sink, { notes: 'x'.repeat(60), empty: null, none: {}, id: 'bk_1' }, ['id'])
    expect(text()).toBe(`id     bk_1\nnotes  ${'x'.repeat(32)}…\n`)
  })

  test('piped shows every member in its order', async () => {
    const { sink, text } = recorder()
    await writeRecord(sink, { b: null, a: { c: 1 } }, ['a'])
    expect(text()).toBe('b\t\na\t{"c":1}\n')
  })
})

test('a list in JSON is one document however it is cut into batches', async () => {
  const { sink, text } = recorder()
  const list = openJsonList(sink)
  await list.add([])
  await list.add([{ id: 1 }, { id: 2 }])
  await list.add([])
  await list.add([{ id: 3 }])
  await list.close({ has_more: false })
  expect(JSON.parse(text())).toEqual({ data: [{ id: 1 }, { id: 2 }, { id: 3 }], has_more: false })
})

test.each([
  [true, {}, true],
  [false, {}, false],
  [true, { NO_COLOR: '1' }, false],
  [true, { NO_COLOR: '' }, true],
  [true, { NO_COLOR: '1', FORCE_COLOR: '1' }, false],
  [false, { FORCE_COLOR: '1' }, true],
  [true, { FORCE_COLOR: '0' }, false],
  [true, { TERM: 'dumb' }, false],
  [true, { CI: 'true' }, false],
])('colour on a terminal (%s) with %j: %s', (isTty, env, expected) => {
  expect(wantsColour(isTty, env)).toBe(expected)
})
