import fc from 'fast-check'
import { expect, test } from 'vitest'
import { parseJson } from '../../emulator/seed/file/parse-json.ts'

function parsedByNode(text: string): { readonly value: unknown } | undefined {
  try {
    return { value: JSON.parse(text) }
  } catch {
    return undefined
  }
}

test('reads what JSON.parse reads', async () => {
  const spaced = fc.tuple(fc.json(), fc.constantFrom('', ' ', '\t', 2)).map(([text, space]) => ({
    text: `\n${JSON.stringify(JSON.parse(text), null, space)} \r`,
  }))
  await fc.assert(
    fc.asyncProperty(spaced, async ({ text }) => {
      expect(await parseJson(text)).toEqual(parsedByNode(text))
    }),
  )
})

test('refuses what JSON.parse refuses', async () => {
  const piece = fc.constantFrom(
    '{',
    '}',
    '[',
    ']',
    ',',
    ':',
    '"a"',
    '"',
    '\\',
    '1',
    '-',
    '0',
    '.5',
    'e3',
    'true',
    'nul',
    ' ',
  )
  await fc.assert(
    fc.asyncProperty(fc.array(piece, { maxLength: 8 }), async pieces => {
      const text = pieces.join('')
      expect(await parseJson(text)).toEqual(parsedByNode(text))
    }),
    { numRuns: 2_000 },
  )
})

test.each([
  '[1,]',
  '{"a":1,}',
  '[,1]',
  '{"a" 1}',
  '{a:1}',
  "['a']",
  '[01]',
  '[1.]',
  '[+1]',
  '["\n"]',
  '["\\x"]',
  '["a]',
  '[1 2]',
  '[1]]',
  '[1] x',
  '{}{}',
  '',
  '[\u00a01]',
  '[Infinity]',
])('%j is no JSON', async text => {
  expect(await parseJson(text)).toBeUndefined()
})

test('keeps a name that is no ordinary one', async () => {
  const parsed = await parseJson('{"__proto__": {"a": 1}, "constructor": 2, "": 3}')
  expect(Object.entries(parsed?.value as object)).toEqual([
    ['__proto__', { a: 1 }],
    ['constructor', 2],
    ['', 3],
  ])
})

test('tells where everything stands, and of names that occur twice', async () => {
  const text = '{"a~/": [1, {"b": 2}],\n "c": {"c": 3, "c": 4}}'
  const places: [string, string][] = []
  const repeated: string[] = []
  await parseJson(text, {
    onValue: (pathOf, at) => places.push([pathOf(), text.slice(at, at + 3)]),
    onRepeated: path => repeated.push(path),
  })
  expect(places).toEqual([
    ['', '{"a'],
    ['/a~0~1', '"a~'],
    ['/a~0~1/0', '1, '],
    ['/a~0~1/1', '{"b'],
    ['/a~0~1/1/b', '"b"'],
    ['/c', '"c"'],
    ['/c/c', '"c"'],
    ['/c/c', '"c"'],
  ])
  expect(repeated).toEqual(['/c/c'])
})

test('no depth ends the process', async () => {
  const levels = 1_000_000
  let deepest = 0
  const parsed = await parseJson(`${'['.repeat(levels)}${']'.repeat(levels)}`, {
    onLevel: level => {
      deepest = Math.max(deepest, level)
    },
  })
  expect([parsed !== undefined, deepest]).toEqual([true, levels - 1])
})
