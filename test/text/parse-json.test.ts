import { expect, test } from 'vitest'
import { parseJson } from '../../src/text/parse-json.ts'

test.each([
  ['{a}', 1, 2],
  ['{"a": nul}', 1, 10],
  ['{"a": 1,\n  "b": x}', 2, 8],
  ['[1, 2', 1, 6],
  ['{"a": ', 1, 7],
  ['', 1, 1],
  ['undefined', 1, 1],
  ["{'a': 1}", 1, 2],
  ['{"a": 1}}', 1, 9],
  ['{"a" 1}', 1, 6],
  [`{"long": "${'x'.repeat(100)}",\n"b": ?}`, 2, 6],
])('%s is broken at line %i, column %i', (text, line, column) => {
  expect(() => parseJson(text)).toThrow(`(line ${line} column ${column})`)
})

test('what is JSON is read', () => {
  expect(parseJson(' {"a": [1, null, "é"]}\n')).toEqual({ a: [1, null, 'é'] })
})
