import Fastify from 'fastify'
import { expect, test } from 'vitest'
import { createKeyRing } from '../../emulator/fleet/key-ring.ts'
import { registerOperations } from '../../emulator/pipeline/routes.ts'
import { defaultAccountId, defaultTenantId } from '../../emulator/seed/default-members.ts'
import { ApiError } from '../../src/contract/errors/errors.ts'
import type { AnyFile } from '../../src/contract/media-types.ts'
import { defineFile, type Operation } from '../../src/contract/operation.ts'
import { idOf, strictObject } from '../../src/contract/schema.ts'
import { forkSandbox, requestsTo } from '../world/sandbox.ts'

const common = {
  group: 'reports',
  scope: 'secret',
  source: 'derived',
  summary: 'Download a report',
  description: 'Everything.',
  file: 'The report.',
} as const

const zipped = defineFile({
  ...common,
  id: 'downloadReport',
  path: '/v2/reports/{report_id}/export',
  command: 'reports export',
  params: strictObject({ report_id: idOf('rep', 'report') }),
  mediaType: 'application/zip',
  examples: [{ title: 'Download it', params: { report_id: 'rep_1' } }],
})

const calendar = defineFile({
  ...common,
  id: 'downloadCalendar',
  path: '/v2/calendar',
  command: 'reports calendar',
  mediaType: 'text/calendar',
  examples: [{ title: 'Download it' }],
})

/** Every byte once: no encoding leaves them as they are. */
const bytes = Uint8Array.from({ length: 256 }, (_, at) => at)

async function answerOf(operation: Operation, answer: AnyFile | ApiError) {
  const { sandbox } = await forkSandbox()
  const keyRing = createKeyRing({ allowLiveKeys: false })
  const keys = { secret: 'sk_test_files', publishable: 'pk_test_files' }
  keyRing.addKey(keys.secret, {
    scope: 'secret',
    accountId: defaultAccountId,
    tenantId: defaultTenantId,
    sandbox,
  })
  const app = Fastify({ genReqId: () => 'req_00000000000000000000000000' })
  registerOperations(app, {
    keyRing,
    operations: [operation],
    handlers: {
      [operation.id]: async () => {
        if (answer instanceof ApiError) throw answer
        return answer
      },
    },
    reportBug: error => {
      throw error
    },
  })
  return await requestsTo(app, sandbox, keys).send('GET', operation.path.replace('{report_id}', 'rep_1'))
}

test('bytes arrive as they are, under the name of the object', async () => {
  const answer = await answerOf(zipped, { bytes })
  expect(answer.status).toBe(200)
  expect(new Uint8Array(answer.bytes)).toEqual(bytes)
  expect(answer.headers).toMatchObject({
    'content-type': 'application/zip',
    'content-disposition': 'attachment; filename="rep_1.zip"',
    'content-length': '256',
  })
})

test('a part of a larger buffer is sent without the rest', async () => {
  const answer = await answerOf(zipped, { bytes: bytes.subarray(10, 20) })
  expect(new Uint8Array(answer.bytes)).toEqual(bytes.slice(10, 20))
})

test('text says its charset, and what its content says of itself', async () => {
  const answer = await answerOf(calendar, { text: 'BEGIN:VCALENDAR\r\nMETHOD:CANCEL\r\n' })
  expect(answer.text).toBe('BEGIN:VCALENDAR\r\nMETHOD:CANCEL\r\n')
  expect(answer.headers).toMatchObject({
    'content-type': 'text/calendar; charset=utf-8; method=CANCEL',
    // No object in the path to be called like.
    'content-disposition': 'attachment; filename="download.ics"',
  })
})

test.each([
  ['Report (June 2026).zip', 'filename="Report (June 2026).zip"'],
  ['März.zip', `filename="M_rz.zip"; filename*=UTF-8''M%C3%A4rz.zip`],
  [
    'a"; b\r\nset-cookie: c',
    `filename="a__ b__set-cookie_ c"; filename*=UTF-8''a%22%3B%20b%0D%0Aset-cookie%3A%20c`,
  ],
  ["it's (1)*.zip", `filename="it_s (1)_.zip"; filename*=UTF-8''it%27s%20%281%29%2a.zip`],
])('a file called %j', async (name, expected) => {
  const answer = await answerOf(zipped, { name, bytes })
  expect(answer.headers['content-disposition']).toBe(`attachment; ${expected}`)
})

test('a refusal is JSON', async () => {
  const answer = await answerOf(zipped, new ApiError('not_found'))
  expect(answer.status).toBe(404)
  expect(answer.headers['content-type']).toBe('application/json')
  expect(answer.headers['content-disposition']).toBeUndefined()
  expect(answer.json.error.code).toBe('not_found')
})
