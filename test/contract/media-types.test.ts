import { expect, test } from 'vitest'
import { buildCommandIndex } from '../../src/contract/commands/command-index.ts'
import { operations } from '../../src/contract/index.ts'
import { buildOpenApi } from '../../src/contract/openapi/openapi.ts'
import { defineFile, type ResultOf } from '../../src/contract/operation.ts'

const zipped = defineFile({
  id: 'downloadReport',
  group: 'reports',
  path: '/v2/report',
  command: 'reports export',
  scope: 'secret',
  source: 'derived',
  summary: 'Download a report',
  description: 'Everything.',
  mediaType: 'application/zip',
  file: 'The report.',
  examples: [{ title: 'Download it' }],
})

test('a file of bytes has a content in OpenAPI that is no JSON, and a name to save it by', () => {
  const { paths } = buildOpenApi([...operations, zipped], { version: '1' })
  const { 200: success, 404: unknown } = paths['/v2/report']?.get?.responses ?? {}
  expect(success).toMatchObject({
    headers: { 'Content-Disposition': { $ref: '#/components/headers/Content-Disposition' } },
    content: { 'application/zip': { schema: { description: 'The report.' } } },
  })
  expect(JSON.stringify(success)).not.toMatch(/"type":"(string|object)"/)
  expect(unknown).toBeUndefined()
})

test('commands know what comes in place of JSON', () => {
  const index = buildCommandIndex([...operations, zipped])
  expect(index['reports:export']).toMatchObject({ file: 'application/zip', columns: [] })
  expect(index['bookings:ics']?.file).toBe('text/calendar')
  expect(index['bookings:get']).not.toHaveProperty('file')
})

test('the content of a file of bytes is bytes to the compiler', () => {
  const bytes: ResultOf<typeof zipped> = new Uint8Array(1)
  // @ts-expect-error: and no text.
  const text: ResultOf<typeof zipped> = ''
  expect([bytes.length, text]).toEqual([1, ''])
})
