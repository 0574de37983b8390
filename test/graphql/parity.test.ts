import { describe, expect, test } from 'vitest'
import { defaultTenantId } from '../../emulator/seed/default-members.ts'
import { clientSecretOf } from '../../emulator/store/ids.ts'
import type { StagedExample } from '../../src/contract/examples.ts'
import { operations } from '../../src/contract/index.ts'
import type { Operation } from '../../src/contract/operation.ts'
import { sendStaged, take, withMade } from '../walk/requests.ts'
import { forkSandbox, type TestAnswer, type TestSandbox } from '../world/sandbox.ts'
import { queryOf } from './query-of.ts'

describe.each(operations.map(operation => [operation.id, operation] as const))('%s', (_id, operation) => {
  test.each(operation.examples.map(example => [example.title, example] as const))(
    '%s',
    async (_title, example) => {
      await expectSame(operation, example as StagedExample)
    },
  )

  const refusals = Object.entries(operation.refusals)
  test.runIf(refusals.length > 0).each(refusals)('is refused with %s', async (code, refusal) => {
    const error = await expectSame(operation, (refusal as { example: StagedExample }).example)
    expect(error?.code).toBe(code)
  })
})

/** Two forks of one sandbox, one asked by REST and one by GraphQL: the same answer, the same events, the same rows. */
async function expectSame(operation: Operation, example: StagedExample) {
  const byRest = await forkSandbox('default')
  const byGraphql = await forkSandbox('default')
  await take(byRest, example.after)
  await take(byGraphql, example.after)
  const rest = await sendStaged(byRest, operation, example)
  const graphql = await sendByGraphql(byGraphql, operation, example)
  expect(graphql.status, graphql.text).toBe(200)
  if (rest.status >= 400) {
    const { request_id: _, ...refused } = rest.json.error
    expect(errorOf(graphql)).toEqual({ ...refused, status: rest.status })
  } else {
    expect(graphql.json.errors).toBeUndefined()
    expect(answerOf(operation, graphql)).toEqual(restAnswerOf(operation, rest))
  }
  expect(await eventsOf(byGraphql)).toEqual(await eventsOf(byRest))
  expect(await rowsOf(byGraphql)).toEqual(await rowsOf(byRest))
  return rest.status >= 400 ? rest.json.error : undefined
}

async function sendByGraphql(sandbox: TestSandbox, operation: Operation, example: StagedExample) {
  const named = withMade(sandbox, example)
  const [id] = Object.values(named.params ?? {})
  const isPublishable = example.key === 'publishable'
  return await sandbox.send('POST', '/v2/graphql', {
    body: queryOf(operation, named),
    ...(isPublishable && { key: 'publishable' }),
    ...(isPublishable &&
      id !== undefined && {
        headers: { 'x-client-secret': clientSecretOf(sandbox.sandbox.seed, defaultTenantId, id) },
      }),
  })
}

function errorOf({ json }: TestAnswer) {
  const [{ message, extensions }] = json.errors
  const { request_id: _, ...rest } = extensions
  return { message, ...rest }
}

function answerOf(operation: Operation, { json }: TestAnswer) {
  const { answer } = json.data
  if (operation.mediaType !== 'application/json') return answer.base64
  if (operation.orders === null) return withoutNulls(answer)
  return withoutNulls({ data: answer.nodes, has_more: answer.pageInfo.hasNextPage })
}

function restAnswerOf(operation: Operation, { json, bytes }: TestAnswer) {
  if (operation.mediaType !== 'application/json') return Buffer.from(bytes).toString('base64')
  if (operation.orders === null) return withoutNulls(json)
  return withoutNulls({ data: json.data, has_more: json.has_more })
}

/** What REST leaves out is null in GraphQL. */
function withoutNulls(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(withoutNulls)
  if (typeof value !== 'object' || value === null) return value
  const members = Object.entries(value).filter(([, member]) => member !== null)
  return Object.fromEntries(members.map(([name, member]) => [name, withoutNulls(member)]))
}

async function eventsOf(sandbox: TestSandbox): Promise<unknown> {
  return masked(await sandbox.events())
}

/** Ids of requests and keys are of the server and not of the sandbox. */
function masked(value: unknown): unknown {
  return JSON.parse(JSON.stringify(value).replaceAll(/(req|key)_[0-9A-HJKMNP-TV-Za-f]{16,26}/g, '$1_masked'))
}

/** The audit trail's keys are random, and its hashes are made of those ids too. */
const ofTheTrail = { hash: null, previous_hash: null, before_digest: null, after_digest: null, key: null }

async function rowsOf({ sandbox }: TestSandbox): Promise<unknown> {
  return await sandbox.store.read(async trx => {
    const tables = (await trx.introspection.getTables()).map(({ name }) => name)
    const rows: Record<string, unknown> = {}
    for (const table of tables.filter(name => !['request_log', 'rate_buckets'].includes(name))) {
      const found = await trx
        .selectFrom(table as 'bookings')
        .selectAll()
        .execute()
      rows[table] = found.map(row => parsed({ ...row, ...ofTheTrail }))
    }
    return masked(rows)
  })
}

/** Columns of JSON as what they hold: GraphQL puts members into the order of its types. */
function parsed(row: Readonly<Record<string, unknown>>): unknown {
  return Object.fromEntries(Object.entries(row).map(([name, value]) => [name, jsonOr(value)]))
}

function jsonOr(value: unknown): unknown {
  if (typeof value !== 'string' || !/^[[{]/.test(value)) return value
  try {
    return JSON.parse(value)
  } catch {
    return value
  }
}
