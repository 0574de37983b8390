import { expect, it } from 'vitest'
import { projectFiles, textOf } from './project-files.ts'

/** The lines of a text without their indentation, each on its own. */
function plain(text: string): string {
  return text
    .split('\n')
    .map(line => line.trim())
    .join('\n')
    .trim()
}

const examples = projectFiles()
  .filter(file => /^test\/examples\/.*\.js$/.test(file))
  .map(file => `\n${plain(textOf(file))}\n`)

/** The blocks of docs/testing.md that are code. */
function blocks(): string[] {
  return [...textOf('docs/testing.md').matchAll(/^```js\n(.*?)^```$/gms)].map(([, block = '']) =>
    plain(block),
  )
}

it('docs/testing.md shows only what an example runs', () => {
  expect(blocks().length).toBeGreaterThan(8)
  expect(blocks().filter(block => !examples.some(text => text.includes(`\n${block}\n`)))).toEqual([])
})
