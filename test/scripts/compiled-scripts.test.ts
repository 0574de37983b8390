import { execFileSync } from 'node:child_process'
import { readdirSync, readFileSync, statSync, utimesSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { writeScripts } from '../../bin/build/write-scripts.ts'
import { scriptsIn } from '../../src/scripts/compiled-scripts.ts'
import { temporaryFolder } from '../commands/run-cli.ts'

let built: ReturnType<typeof temporaryFolder>
let cache: ReturnType<typeof temporaryFolder>
beforeEach(() => {
  built = temporaryFolder()
  cache = temporaryFolder()
})
afterEach(() => {
  built[Symbol.dispose]()
  cache[Symbol.dispose]()
})

/** Writes scripts by their names, as the build does. */
function write(scripts: Readonly<Record<string, string>>): void {
  for (const [name, code] of Object.entries(scripts)) writeFileSync(join(built.path, name), code)
  writeScripts(Object.keys(scripts).map(name => join(built.path, name)))
}

const kept = () => readdirSync(cache.path)
const keptFile = (name = kept()[0] ?? '') => join(cache.path, name)

/** What a script exports in a process that finds what an earlier one kept; keeps what it compiled. */
function run(name: string): Readonly<Record<string, unknown>> {
  const scripts = scriptsIn(built.path, cache.path)
  const exported = scripts.load(name) as Readonly<Record<string, unknown>>
  scripts.keep()
  return exported
}

/** The same in a process of its own: V8 remembers within one what it compiled, whatever is kept. */
function runApart(name: string): Readonly<Record<string, unknown>> {
  const module = new URL('../../src/scripts/compiled-scripts.ts', import.meta.url).href
  const program = `import { scriptsIn } from ${JSON.stringify(module)}
    const [folder, cache, name] = process.argv.slice(1)
    process.stdout.write(JSON.stringify(scriptsIn(folder, cache).load(name)))`
  const args = ['--input-type=module', '-e', program, built.path, cache.path, name]
  return JSON.parse(execFileSync(process.execPath, args, { encoding: 'utf8', stdio: 'pipe' }))
}

test('a script knows its file, runs once for all who require it, and is strict as a module', () => {
  write({
    'main.cjs':
      'const one = require("./part.cjs"), other = require("./part.cjs"); ' +
      'module.exports = { same: one === other, at: [__filename, __dirname], self: (function () { return this })() }',
    'part.cjs': 'exports.part = {}',
  })
  expect(run('main.cjs')).toEqual({
    same: true,
    at: [join(built.path, 'main.cjs'), built.path],
    self: undefined,
  })
})

test('what Node and packages bring is required as everywhere', () => {
  write({ 'main.cjs': 'exports.sep = require("node:path").sep; exports.path = require.resolve("node:path")' })
  expect(run('main.cjs')).toEqual({ sep: '/', path: 'node:path' })
})

test('texts outside of ASCII stay what they are, in strings, templates and expressions', () => {
  write({ 'main.cjs': 'exports.all = ["\\\\é", `à\\t🧑`, /^[–—🧑]$/u.test("🧑"), "क्ष"]' })
  expect(run('main.cjs').all).toEqual(['\\é', 'à\t🧑', true, 'क्ष'])
  expect(readFileSync(join(built.path, 'main.cjs'), 'utf8')).toMatch(/^[\0-\x7f]*$/)
})

test.each(['exports.a = String.raw`é`', 'exports.a = "\\é"'])(
  '%s cannot be written in ASCII, which the build says',
  code => {
    expect(() => write({ 'main.cjs': code })).toThrow(/^Cannot be written in ASCII: /)
  },
)

test('what was compiled is kept for this user, with the functions that were called, and taken by the next process', () => {
  const code = 'function sum() { let sum = 0; for (const n of [1, 2, 3]) sum += n; return sum }'
  write({ 'main.cjs': `${code}\nexports.sum = 6` })
  runApart('main.cjs')
  expect(statSync(keptFile()).mode & 0o777).toBe(0o600)
  const uncalled = statSync(keptFile()).size
  write({ 'main.cjs': `${code}\nexports.sum = sum()` })
  expect(runApart('main.cjs')).toEqual({ sum: 6 })
  const sizes = kept().map(name => statSync(keptFile(name)).size)
  expect(sizes).toHaveLength(2)
  expect(Math.max(...sizes)).toBeGreaterThan(uncalled + 100)
  for (const name of kept()) utimesSync(keptFile(name), 1, 1)
  expect(runApart('main.cjs')).toEqual({ sum: 6 })
  for (const name of kept()) expect(statSync(keptFile(name)).mtimeMs).toBe(1_000)
})

test('what was kept of another text is never taken, though it is as long', () => {
  write({ 'main.cjs': 'exports.a = "one"' })
  runApart('main.cjs')
  write({ 'main.cjs': 'exports.a = "two"' })
  expect(runApart('main.cjs')).toEqual({ a: 'two' })
})

test('what V8 refuses is compiled and kept anew', () => {
  write({ 'main.cjs': 'exports.a = "one"' })
  runApart('main.cjs')
  const good = readFileSync(keptFile())
  writeFileSync(keptFile(), Buffer.alloc(good.length))
  expect(runApart('main.cjs')).toEqual({ a: 'one' })
  expect(readFileSync(keptFile()).some(byte => byte !== 0)).toBe(true)
})

test('where nothing can be kept, scripts run all the same', () => {
  write({ 'main.cjs': 'exports.a = 1' })
  const scripts = scriptsIn(built.path, join(cache.path, 'none'))
  expect(scripts.load('main.cjs')).toEqual({ a: 1 })
  expect(() => scripts.keep()).not.toThrow()
  expect(kept()).toEqual([])
})

test('a script that is called late runs when a member of it is read, and once', () => {
  write({
    'main.cjs':
      'const part = require("./a-late-part.cjs"); exports.before = globalThis.partRuns ?? 0; exports.read = () => part.value',
    'a-late-part.cjs': 'globalThis.partRuns = (globalThis.partRuns ?? 0) + 1; exports.value = 7',
  })
  const { before, read } = run('main.cjs') as { before: number; read: () => number }
  expect(before).toBe(0)
  expect([read(), read()]).toEqual([7, 7])
  expect(globalThis).toMatchObject({ partRuns: 1 })
})

test('what imports a late script as a whole has all that it exports', () => {
  write({
    // As bundlers copy the members of what is imported by `import * as`.
    'main.cjs': `const part = require("./a-late-part.cjs"), whole = {}
      for (const name of Object.getOwnPropertyNames(part))
        Object.defineProperty(whole, name, { get: () => part[name], ...Object.getOwnPropertyDescriptor(part, name).enumerable && { enumerable: true } })
      exports.whole = { ...whole }`,
    'a-late-part.cjs':
      'exports.value = 7; Object.defineProperty(exports, "fixed", { value: 8, enumerable: true })',
  })
  expect(run('main.cjs')).toEqual({ whole: { value: 7, fixed: 8 } })
})

test('a script that throws throws again for who asks again', () => {
  write({ 'main.cjs': 'exports.a = 1; throw new RangeError("not today")' })
  const scripts = scriptsIn(built.path, cache.path)
  for (const _ of [1, 2]) expect(() => scripts.load('main.cjs')).toThrow(new RangeError('not today'))
})

test('dist/emulator.js passes on whatever the emulator exports', async () => {
  const source = readFileSync(new URL('../../src/scripts/built-emulator.ts', import.meta.url), 'utf8')
  const [, names = ''] = /^export const \{ (.*) \} = built/m.exec(source) ?? []
  const exported = Object.keys(await import('../../emulator/index.ts'))
  expect(names.split(', ').sort()).toEqual(exported.sort())
})
