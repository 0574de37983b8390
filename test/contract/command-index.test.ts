import { execFileSync } from 'node:child_process'
import fc from 'fast-check'
import { Type } from 'typebox'
import { describe, expect, it } from 'vitest'
import {
  buildCommandIndex,
  buildOperationTexts,
  commandIdOf,
  commandLineOf,
} from '../../src/contract/commands/command-index.ts'
import { errorsOf } from '../../src/contract/errors/errors-of.ts'
import { operations } from '../../src/contract/index.ts'
import { defineOperation } from '../../src/contract/operation.ts'
import { idOf, nullable, strictObject } from '../../src/contract/schema.ts'
import { posixWords } from './posix-words.ts'

/** An operation with a member of every kind, in words that need quoting. */
const everyKind = defineOperation({
  id: 'everyKind',
  group: 'tests',
  method: 'POST',
  path: '/v2/tests/{test_id}/parts/{part_id}',
  command: 'tests parts add',
  scope: 'secret',
  source: 'derived',
  summary: 'Every kind of member',
  description: 'Only here.',
  params: strictObject({ test_id: idOf('t', 'test'), part_id: idOf('p', 'part') }),
  query: strictObject({ order: Type.Optional(Type.String()), from: Type.Integer() }),
  body: strictObject({
    text: Type.String({ description: 'Some text.' }),
    whole: Type.Optional(Type.Integer({ default: 3 })),
    real: Type.Optional(Type.Number()),
    yes_no: Type.Optional(Type.Boolean()),
    choice: Type.Optional(Type.Enum(['a', 'b'])),
    maybe: Type.Optional(nullable(Type.String())),
    maybe_choice: Type.Optional(nullable(Type.Enum(['c', 'd']))),
    texts: Type.Optional(Type.Array(Type.String())),
    things: Type.Optional(Type.Array(strictObject({ a: Type.Integer() }))),
    thing: Type.Optional(strictObject({ a: Type.Integer() })),
  }),
  result: strictObject({
    id: Type.String(),
    when: nullable(Type.String()),
    nested: strictObject({}),
    count: Type.Integer(),
  }),
  examples: [{ title: 'One', params: { test_id: 't_1', part_id: 'p_1' }, body: { text: 'x' } }],
})

const params = { part_id: 'p_2', test_id: 't_1' }

function entry() {
  const found = buildCommandIndex([everyKind])['tests:parts:add']
  if (found === undefined) throw new Error('The command has another id.')
  return found
}

describe('the command index', () => {
  it('has one entry per operation, under its oclif id', () => {
    const index = buildCommandIndex(operations)
    expect(Object.keys(index)).toEqual(operations.map(commandIdOf))
    expect(Object.values(index).map(({ id }) => id)).toEqual(operations.map(({ id }) => id))
    expect(index).toHaveProperty('bookings:create.path', '/v2/bookings')
  })

  it('is plain JSON', () => {
    const index = buildCommandIndex([...operations, everyKind])
    expect(JSON.parse(JSON.stringify(index))).toStrictEqual(index)
  })

  it.each([
    ['order', { member: 'order', in: 'query', kind: 'string' }],
    ['from', { member: 'from', in: 'query', kind: 'integer', required: true }],
    ['text', { member: 'text', in: 'body', kind: 'string', required: true }],
    ['whole', { member: 'whole', in: 'body', kind: 'integer' }],
    ['real', { member: 'real', in: 'body', kind: 'number' }],
    ['yes-no', { member: 'yes_no', in: 'body', kind: 'boolean' }],
    ['choice', { member: 'choice', in: 'body', kind: 'string', options: ['a', 'b'] }],
    ['maybe', { member: 'maybe', in: 'body', kind: 'string' }],
    ['maybe-choice', { member: 'maybe_choice', in: 'body', kind: 'string', options: ['c', 'd'] }],
    ['texts', { member: 'texts', in: 'body', kind: 'strings' }],
    ['things', { member: 'things', in: 'body', kind: 'json' }],
    ['thing', { member: 'thing', in: 'body', kind: 'json' }],
  ])('makes the flag --%s', (name, flag) => {
    expect(entry().flags[name]).toEqual(flag)
  })

  it('tells lists, bodies and secrets apart', () => {
    const index = buildCommandIndex(operations)
    expect(index['bookings:list']).toMatchObject({ paged: true, method: 'GET' })
    expect(index['bookings:list']).not.toHaveProperty('hasBody')
    expect(index['bookings:create']).toMatchObject({ hasBody: true, method: 'POST' })
    expect(index['bookings:get']).toMatchObject({ needsClientSecret: true })
    const conditional = Object.keys(index).filter(id => index[id]?.conditional === true)
    expect(conditional).toEqual(operations.filter(operation => operation.conditional).map(commandIdOf))
    expect(conditional).toEqual(expect.arrayContaining(['customers:update', 'services:archive']))
  })

  it('shows the named columns, or the first members that are not nested', () => {
    const index = buildCommandIndex(operations)
    expect(index['bookings:list']?.columns).toEqual(index['bookings:get']?.columns)
    expect(index['bookings:list']?.columns).toContain('start_at')
    expect(entry().columns).toEqual(['id', 'when', 'count'])
  })
})

describe('the texts of an operation', () => {
  it('tell what --help shows', () => {
    const texts = buildOperationTexts(everyKind)
    expect(texts.args.map(({ name }) => name)).toEqual(['test_id', 'part_id'])
    expect(Object.keys(texts.flags)).toEqual(Object.keys(entry().flags))
    expect(texts.flags.whole).toEqual({ description: '', valueName: 'N', default: 3 })
    expect(texts.flags.text).toEqual({ description: 'Some text.', valueName: 'TEXT' })
    expect(texts.errors).toEqual(errorsOf(everyKind))
  })

  it.each(operations.map(operation => [operation.id, operation] as const))(
    'describe every flag of %s',
    (_, operation) => {
      const { flags, args } = buildOperationTexts(operation)
      const silent = [...Object.entries(flags), ...args.map(arg => [arg.name, arg] as const)].filter(
        ([, { description }]) => description === '',
      )
      expect(silent).toEqual([])
    },
  )
})

describe('command lines of examples', () => {
  it.each([
    [{ body: { text: 'plain' } }, ['--text', 'plain']],
    [{ body: { text: 'it\'s · $HOME `x` \\ "y"' } }, ['--text', 'it\'s · $HOME `x` \\ "y"']],
    [{ body: { text: '' } }, ['--text', '']],
    [{ query: { order: '-start_at', from: 3 } }, ['--order=-start_at', '--from', '3']],
    [{ query: { from: -3 } }, ['--from=-3']],
    [{ body: { yes_no: true } }, ['--yes-no']],
    [{ body: { yes_no: false } }, ['--no-yes-no']],
    [{ body: { texts: ['a b', 'c'] } }, ['--texts', 'a b', '--texts', 'c']],
    [{ body: { things: [{ a: 1 }] } }, ['--things', '[{"a":1}]']],
    [{ body: { text: 'x', maybe: null } }, ['--text', 'x', '--data', '{"maybe":null}']],
  ])('say %j', (request, words) => {
    const line = commandLineOf(everyKind, { params, ...request })
    expect(posixWords(line)).toEqual(['tests', 'parts', 'add', 't_1', 'p_2', ...words])
  })

  it('survive the shell, whatever the text', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), text => {
        const line = commandLineOf(everyKind, { params, body: { text } })
        const said = text.startsWith('-') ? [`--text=${text}`] : ['--text', text]
        expect(posixWords(line).slice(5)).toEqual(said)
      }),
    )
  })

  it('are split alike by a real shell', () => {
    const text = 'a\'b "c" $HOME `d` \\e\n* ~ ; & | # ! {x,y} é·'
    const line = commandLineOf(everyKind, { params, body: { text } })
    const said = execFileSync('sh', ['-c', `printf '%s\\0' ${line}`], { encoding: 'utf8' })
    expect(said.split('\0').slice(0, -1)).toEqual(posixWords(line))
  })

  it.each(operations.map(operation => [operation.id, operation] as const))(
    'use only flags of %s',
    (_, operation) => {
      const entry = buildCommandIndex([operation])[commandIdOf(operation)]
      const flags = { ...entry?.flags, ...entry?.shorthands }
      for (const { command } of buildOperationTexts(operation).examples) {
        const said = posixWords(command).filter(word => word.startsWith('--'))
        const names = said.map(word => word.replace(/^--(no-)?/, '').replace(/=.*$/s, ''))
        expect(names.filter(name => name !== 'data' && !(name in flags))).toEqual([])
      }
    },
  )
})
