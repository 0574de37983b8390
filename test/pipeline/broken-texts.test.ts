import fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { operations } from '../../src/contract/index.ts'
import type { Operation } from '../../src/contract/operation.ts'
import { brokenTexts, shownText } from '../../src/text/broken-texts.ts'
import { type ControlledSandbox, controlledSandbox } from '../control/controlled-sandbox.ts'
import { urlOf } from '../walk/requests.ts'
import { forkSandbox, type TestSandbox } from '../world/sandbox.ts'

/** As JSON writes them: with escapes, for as bytes they would be no UTF-8. */
const broken = {
  half: 'cut \ud83d',
  'second half': '\udc00',
  'halves in the wrong order': '\ude00\ud83d',
  NUL: 'a\0b',
}

/** A value with one of its texts replaced, for each of them; the pointer says which. */
function* withEachText(value: unknown, text: string, path = ''): Generator<[string, unknown]> {
  if (typeof value === 'string') yield [path, text]
  if (typeof value !== 'object' || value === null) return
  for (const [key, inner] of Object.entries(value))
    for (const [at, changed] of withEachText(inner, text, `${path}/${key}`))
      yield [at, Array.isArray(value) ? value.with(Number(key), changed) : { ...value, [key]: changed }]
}

const refusalOf = ({ status, json }: Awaited<ReturnType<TestSandbox['send']>>) => ({
  status,
  code: json.error?.code,
  fields: json.error?.details?.fields?.map(({ path, code }: Record<string, string>) => [path, code]),
})
const refused = (...paths: string[]) => ({
  status: 422,
  code: 'validation_failed',
  fields: expect.arrayContaining(paths.map(path => [path, 'invalid_text'])),
})

const named = (some: readonly Operation[]) => some.map(operation => [operation.id, operation] as const)

describe.each(Object.entries(broken))('%s', (_, text) => {
  test.each(named(operations.filter(({ body }) => body !== null)))(
    'in any text or name of the body of %s is refused, with its place',
    async (_id, operation) => {
      const sandbox = await forkSandbox('default')
      const [example] = operation.examples
      const bodies = [
        ...withEachText(example.body ?? {}, text),
        ['/notes', { ...(example.body as object), notes: text }],
        [`/${shownText(text)}`, { ...(example.body as object), [text]: 1 }],
        ['/metadata/a~1b', { ...(example.body as object), metadata: { 'a/b': text } }],
        [`/metadata/${shownText(text)}`, { ...(example.body as object), metadata: { [text]: 'x' } }],
        ['', text],
        ['/0/0', [[text]]],
      ] as [string, unknown][]
      for (const [path, body] of bodies)
        expect(refusalOf(await sandbox.send(operation.method, urlOf(operation, example), { body }))).toEqual(
          refused(path),
        )
      expect(await sandbox.events()).toEqual([])
    },
  )
})

const withIds = operations.filter(({ path }) => path.includes('{'))

test.each(named(withIds))('NUL in the path of %s is refused, with its name', async (_, operation) => {
  const sandbox = await forkSandbox('default')
  for (const [placeholder, name] of operation.path.matchAll(/\{(\w+)\}/g)) {
    const params = { ...operation.examples[0].params, [name ?? '']: 'a%00b' }
    const url = urlOf(operation, { ...operation.examples[0], params })
    const { body } = operation.examples[0]
    const answer = await sandbox.send(operation.method, url, body === undefined ? {} : { body })
    expect([placeholder, refusalOf(answer)]).toEqual([placeholder, refused(`/${name}`)])
  }
})

test.each(named(operations))(
  'NUL in the query of %s is refused, and so is what is no UTF-8',
  async (_, operation) => {
    const sandbox = await forkSandbox('default')
    const [example] = operation.examples
    const names = [...Object.keys(operation.query.properties), 'nobody_knows_it']
    for (const name of names) {
      for (const value of ['a%00b', '%FF', '%ED%A0%BD', '%E9']) {
        const query = { ...example.query }
        delete query[name]
        const url = urlOf(operation, { ...example, query })
        const { body } = example
        const answer = await sandbox.send(
          operation.method,
          `${url}${url.includes('?') ? '&' : '?'}${name}=${value}`,
          body === undefined ? {} : { body },
        )
        expect([value, refusalOf(answer)]).toEqual([value, refused(`/${name}`)])
      }
    }
  },
)

test('each place is told once, and nothing of it spoils the answer', async () => {
  const sandbox = await forkSandbox()
  const { text, json } = await sandbox.send('POST', '/v2/customers', {
    body: { name: '\ud83d', email: '\0', 'x\ud83d': 1, metadata: { 'y\0': '\udc00' } },
  })
  expect(json.error.details.fields.map(({ path }: { path: string }) => path).toSorted()).toEqual([
    '/email',
    '/metadata/y\ufffd',
    '/metadata/y\ufffd',
    '/name',
    '/x\ufffd',
  ])
  expect(text).not.toMatch(/\\u(?:d[89a-f]|0000)[^)]*"/i)
  expect(json.error.message).toBe(
    String.raw`/name must not contain half of a character (\ud83d alone); 4 more in details.fields`,
  )
})

test('a thousand of them are told in a few words', async () => {
  const sandbox = await forkSandbox()
  const tags = Array.from({ length: 9_000 }, () => '\ud83d')
  const { status, text } = await sandbox.send('POST', '/v2/customers', {
    body: { name: 'a', metadata: { tags } },
  })
  expect([status, text.length < 20_000]).toEqual([422, true])
})

describe("the sandbox's own API", () => {
  let sandbox: ControlledSandbox
  beforeAll(async () => {
    sandbox = await controlledSandbox()
  })
  afterAll(async () => {
    await sandbox.close()
    expect(sandbox.bugs).toEqual([])
  })

  test.each([
    ['/tenants', { name: 'cut \ud83d' }, '/name'],
    ['/tenants', { name: 'a\0' }, '/name'],
    ['/keys/revoke', { key: '\ud83d' }, '/key'],
    ['/seed', { data_set: 'clinic', seed: '\udc00' }, '/seed'],
    ['/forks', { name: 'a', '\ud83d': 1 }, '/\ufffd'],
    ['/snapshots', { name: '\0' }, '/name'],
    ['/clock/freeze', { at: '\0' }, '/at'],
  ])('%s refuses %j', async (path, body, place) => {
    expect(refusalOf(await sandbox.control('POST', path, { body }))).toEqual(refused(place))
  })

  test('refuses NUL in paths and queries', async () => {
    expect(refusalOf(await sandbox.control('DELETE', '/snapshots/a%00'))).toEqual(refused('/name'))
    expect(refusalOf(await sandbox.control('DELETE', '/forks/a%00'))).toMatchObject({ status: 422 })
    expect(refusalOf(await sandbox.control('GET', '/requests?path=%00'))).toEqual(refused('/path'))
    expect(refusalOf(await sandbox.control('GET', '/requests?path=%FF'))).toEqual(refused('/path'))
  })

  test.each([
    ['half of a character', 'customers:\n  - name: "cut \\ud83d"\n'],
    ['NUL', 'customers:\n  - name: "a\\0"\n'],
    ['NUL in a name', 'customers:\n  - name: a\n    metadata:\n      "b\\0": c\n'],
  ])('refuses %s in a seed file', async (_, rawBody) => {
    const headers = { 'content-type': 'application/yaml' }
    const { status, json } = await sandbox.control('POST', '/seed?replace=true', { rawBody, headers })
    expect([status, json.error.code]).toEqual([422, 'validation_failed'])
    expect(json.error.details.fields[0].message).toMatch(/must not (contain|have)/)
  })
})

test('texts that are whole are no fault, whatever they are', () => {
  fc.assert(
    fc.property(fc.jsonValue(), value => {
      const isWhole =
        JSON.stringify(value) === JSON.stringify(value).toWellFormed() &&
        !/\\u(d[89a-f]|0000)/.test(JSON.stringify(value))
      if (isWhole) expect(brokenTexts(value)).toEqual([])
    }),
  )
  expect(brokenTexts({ '😀': ['\u{10ffff}', '\ufffd', '\ufeff', '\u0001'] })).toEqual([])
})
