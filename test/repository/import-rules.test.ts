import { describe, expect, it } from 'vitest'
import { faultOf } from './import-rules.ts'
import { cyclesIn, type Import, type ImportKind, importsOf, loadedBy } from './imports.ts'
import { sourceFiles, textOf } from './project-files.ts'

const imports = sourceFiles().flatMap(file => importsOf(file, textOf(file)))

function sayOf({ from, to, kind }: Import): string {
  return `${from} -> ${to} (${kind}): ${faultOf({ from, to, kind })}`
}

describe('imports of the project', () => {
  it('are found', () => {
    expect(imports.length).toBeGreaterThan(100)
  })

  it('go in the direction of the design', () => {
    expect(imports.filter(one => faultOf(one) !== undefined).map(sayOf)).toEqual([])
  })

  it('make no circles', () => {
    expect(cyclesIn(imports).map(cycle => cycle.join(' -> '))).toEqual([])
  })

  it('load no heavy package before a command needs it', () => {
    const loaded = [...loadedBy('commands/main/cli.ts', imports)]
    expect(loaded.length).toBeGreaterThan(3)
    const heavy = ['typebox', 'ajv', 'kysely', 'better-sqlite3', 'fastify', 'graphql', 'mercurius']
    expect(loaded.filter(name => heavy.includes(name) || name.startsWith('emulator/'))).toEqual([])
  })
})

describe('the rule of directions', () => {
  it.each<[string, string, ImportKind]>([
    ['src/client/a.ts', 'commands/a.ts', 'static'],
    ['src/client/a.ts', 'emulator/server/serve.ts', 'type'],
    ['emulator/server/serve.ts', 'commands/a.ts', 'static'],
    ['commands/about/version.ts', 'emulator/server/serve.ts', 'dynamic'],
    ['commands/about/version.ts', 'emulator/server/serve.ts', 'type'],
    ['commands/sandbox/start.ts', 'emulator/server/serve.ts', 'static'],
    ['commands/kernel/a.ts', 'commands/main/a.ts', 'type'],
    ['commands/listen/a.ts', 'commands/sandbox/a.ts', 'static'],
    ['commands/connect/a.ts', 'commands/api/a.ts', 'static'],
    ['emulator/operations/a/a.ts', 'fastify', 'type'],
    ['emulator/rules/a/a.ts', 'fastify', 'type'],
    ['emulator/rules/a/a.ts', 'emulator/operations/a/a.ts', 'type'],
    ['emulator/operations/a/a.ts', 'emulator/clock/time/clock.ts', 'type'],
    ['emulator/operations/a/a.ts', 'emulator/pipeline/a.ts', 'static'],
    ['emulator/operations/a/a.ts', 'emulator/events/delivery/a.ts', 'static'],
    ['emulator/operations/a/a.ts', 'kysely', 'type'],
    ['emulator/pipeline/a.ts', 'better-sqlite3', 'static'],
    ['emulator/pipeline/a.ts', 'emulator/server/build-server.ts', 'static'],
    ['emulator/fleet/a.ts', 'emulator/pipeline/a.ts', 'type'],
    ['emulator/sandbox/a.ts', 'emulator/fleet/a.ts', 'type'],
    ['emulator/sandbox/a.ts', 'emulator/store/sqlite/open.ts', 'static'],
    ['emulator/clock/time/clock.ts', 'emulator/store/a.ts', 'static'],
    ['emulator/scheduling/a.ts', 'emulator/store/a.ts', 'type'],
    ['emulator/store/a.ts', 'emulator/operations/a/a.ts', 'static'],
    ['emulator/store/a.ts', 'emulator/store/sqlite/a.ts', 'static'],
    ['emulator/events/outbox.ts', 'emulator/events/delivery/delivery.ts', 'static'],
    ['src/output/a.ts', 'test/a.ts', 'static'],
  ])('refuses %s -> %s (%s)', (from, to, kind) => {
    expect(faultOf({ from, to, kind })).toBeTypeOf('string')
  })

  it.each<[string, string, ImportKind]>([
    ['commands/about/version.ts', 'src/output/a.ts', 'static'],
    ['commands/sandbox/start.ts', 'emulator/server/serve.ts', 'dynamic'],
    ['commands/sandbox/start.ts', 'emulator/server/serve.ts', 'type'],
    ['commands/sandbox/start.ts', 'commands/kernel/command.ts', 'static'],
    ['emulator/server/build-server.ts', 'emulator/pipeline/a.ts', 'static'],
    ['emulator/testing/a.ts', 'emulator/store/sqlite/a.ts', 'static'],
    ['emulator/pipeline/a.ts', 'emulator/store/a.ts', 'static'],
    ['emulator/operations/a/a.ts', 'emulator/events/outbox.ts', 'static'],
    ['emulator/operations/a/a.ts', 'emulator/scheduling/a.ts', 'static'],
    ['emulator/store/sqlite/a.ts', 'kysely', 'static'],
    ['emulator/scheduling/a.ts', 'emulator/scheduling/b.ts', 'static'],
    ['test/a.ts', 'emulator/store/a.ts', 'static'],
  ])('allows %s -> %s (%s)', (from, to, kind) => {
    expect(faultOf({ from, to, kind })).toBeUndefined()
  })

  it('knows every folder of the emulator', () => {
    expect(() =>
      faultOf({ from: 'emulator/elsewhere/a.ts', to: 'emulator/server/serve.ts', kind: 'static' }),
    ).toThrow(/elsewhere/)
  })
})

describe('the import scanner', () => {
  it('tells static, dynamic and type imports apart', () => {
    const text = `
      import type { A } from './a.ts'
      import { type B } from '../b.ts'
      import { type C, c } from './c.ts'
      import './d.ts'
      import * as e from '@scope/e/deep'
      export { f } from './f.ts'
      export type { G } from './g.ts'
      type H = typeof import('./h.ts')
      const i = async () => await import('i/sub')
      // import './comment.ts'
      const text = "import './text.ts'"
    `
    expect(importsOf('src/x/y.ts', text).map(({ to, kind }) => [to, kind])).toEqual([
      ['src/x/a.ts', 'type'],
      ['src/b.ts', 'type'],
      ['src/x/c.ts', 'static'],
      ['src/x/d.ts', 'static'],
      ['@scope/e', 'static'],
      ['src/x/f.ts', 'static'],
      ['src/x/g.ts', 'type'],
      ['src/x/h.ts', 'type'],
      ['i', 'dynamic'],
    ])
  })

  it('finds circles, also those that only types tie', () => {
    const edge = (from: string, to: string, kind: ImportKind = 'static') => ({ from, to, kind })
    expect(cyclesIn([edge('a', 'b'), edge('b', 'c'), edge('c', 'b')])).toEqual([['b', 'c']])
    expect(cyclesIn([edge('a', 'b'), edge('b', 'a', 'dynamic')])).toEqual([['a', 'b']])
    expect(cyclesIn([edge('a', 'a')])).toEqual([['a']])
    expect(cyclesIn([edge('a', 'b'), edge('b', 'a', 'type')])).toEqual([['a', 'b']])
    expect(cyclesIn([edge('a', 'b'), edge('a', 'c'), edge('b', 'd'), edge('c', 'd')])).toEqual([])
  })
})
