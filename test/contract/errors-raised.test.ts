import { readdirSync, readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { expect, test } from 'vitest'
import { errorCatalogue } from '../../src/contract/errors/errors.ts'

const root = fileURLToPath(new URL('../..', import.meta.url))

/** The codes that some source raises: `new ApiError('code'` or the one factory of validation_failed. */
function raisedCodes(): Set<string> {
  const sources = ['emulator', 'src'].flatMap(folder =>
    readdirSync(`${root}${folder}`, { recursive: true, encoding: 'utf8' })
      .filter(file => file.endsWith('.ts'))
      .map(file => readFileSync(`${root}${folder}/${file}`, 'utf8')),
  )
  return new Set(
    sources.flatMap(text => [...text.matchAll(/new ApiError\(\s*'(\w+)'/g)].map(([, code = '']) => code)),
  )
}

test('every code of the catalogue is raised somewhere, and no other', () => {
  expect([...raisedCodes()].sort()).toEqual(Object.keys(errorCatalogue).sort())
})

test('every entry says what happened and what to do, in sentences that can stand together', () => {
  for (const { message, hint } of Object.values(errorCatalogue)) {
    expect(message).toMatch(/^[A-Z].*[^.]$/)
    expect(hint).toMatch(/^[A-Z].*\.$/)
  }
})
