import { expect, it } from 'vitest'
import { listSpreadsIn } from './list-spreads.ts'
import { projectFiles, sourceFiles, textOf } from './project-files.ts'
import { terminalWritesIn } from './terminal-writes.ts'

const longestFileLines = 400

/** Names that say nothing about what is inside. */
const emptyNames = /^(utils?|helpers?|managers?|misc|common)$/

const folders = ['bench', 'bin', 'commands', 'docs', 'emulator', 'src', 'test']
const files = ['oclif.manifest.json', 'package.json']
const usualFiles = [
  'CHANGELOG.md',
  'CONTRIBUTING.md',
  'LICENSE',
  'README.md',
  'SECURITY.md',
  'biome.json',
  'package-lock.json',
  'tsconfig.json',
  'vitest.config.ts',
]

it('has a top folder that explains the product', () => {
  const top = [...new Set(projectFiles().map(file => file.split('/')[0] ?? ''))]
  const shown = top.filter(name => !name.startsWith('.') && !usualFiles.includes(name))
  expect(shown.sort()).toEqual([...folders, ...files].sort())
})

it(`has no file of more than ${longestFileLines} lines`, () => {
  const lengths = sourceFiles().map(file => ({ file, lines: textOf(file).split('\n').length - 1 }))
  const long = lengths.filter(({ lines }) => lines > longestFileLines)
  expect(long.map(({ file, lines }) => `${file}: ${lines} lines`)).toEqual([])
})

it('has no file or folder with a name that says nothing', () => {
  const empty = projectFiles().filter(file =>
    file.split('/').some(part => emptyNames.test(part.replace(/\..*$/, ''))),
  )
  expect(empty).toEqual([])
})

it('leaves no work undone in comments', () => {
  // Put together, so that this file does not find itself.
  const mark = new RegExp(`\\b(${['TO' + 'DO', 'FIX' + 'ME', 'X'.repeat(3)].join('|')})\\b`)
  expect(sourceFiles().filter(file => mark.test(textOf(file)))).toEqual([])
})

it('writes to the terminal in src/output only', () => {
  const others = sourceFiles('commands', 'emulator', 'src').filter(file => !file.startsWith('src/output/'))
  expect(others.flatMap(file => terminalWritesIn(file, textOf(file)))).toEqual([])
})

it('finds writes to the terminal', () => {
  const text = "process.stdout.write('a')\nconsole.log(1)\nconst { stderr } = process\n// console.log(2)"
  expect(terminalWritesIn('a.ts', text)).toEqual(['a.ts:1 process.stdout', 'a.ts:2 console.log'])
})

it('hands no list on as arguments: a long one does not fit on the stack', () => {
  const shipped = sourceFiles('commands', 'emulator', 'src')
  expect(shipped.flatMap(file => listSpreadsIn(file, textOf(file)))).toEqual([])
})

it('finds lists that are handed on as arguments', () => {
  const text = 'a.push(...b)\nMath.max(0, ...c)\nd.push(1)\nh = [...e]\nf(...g)'
  expect(listSpreadsIn('a.ts', text)).toEqual(['a.ts:1 push(...)', 'a.ts:2 max(...)'])
})
