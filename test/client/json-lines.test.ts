import { describe, expect, test } from 'vitest'
import { jsonLines } from '../../src/client/json-lines.ts'
import { type Step, scriptedApi } from './scripted-api.ts'

async function linesOf(step: Step, options: { timeoutMs?: number; signal?: AbortSignal } = {}) {
  await using api = await scriptedApi(step)
  const { timeoutMs = 5_000, signal } = options
  const request = {
    method: 'GET',
    url: new URL(api.baseUrl),
    headers: {},
    body: undefined,
    keepAlive: false,
    timeoutMs,
    signal,
  }
  const values: unknown[] = []
  for await (const value of jsonLines(request)) values.push(value)
  return values
}

describe('an answer in lines', () => {
  test('is read however it is cut', async () => {
    const lines = [{ id: 1 }, { text: 'zwei\nŽ' }, { three: [3] }]
    expect(await linesOf({ lines, after: 'end' })).toEqual(lines)
  })

  test('is over when the server breaks off', async () => {
    expect(await linesOf({ lines: [{ id: 1 }, { id: 2 }], after: 'break off' })).toEqual([
      { id: 1 },
      { id: 2 },
    ])
  })

  test('that nobody begins is a timeout', async () => {
    await expect(linesOf('stay silent', { timeoutMs: 50 })).rejects.toMatchObject({
      kind: 'unreachable',
      code: 'timeout',
    })
  })

  test('may take longer than its head', async () => {
    const signal = AbortSignal.timeout(120)
    await expect(
      linesOf({ lines: [{ id: 1 }], after: 'stay' }, { timeoutMs: 60, signal }),
    ).rejects.toMatchObject({
      kind: 'interrupted',
    })
  })

  test.each([
    [{ status: 302, text: '' }, 'unexpected_redirect'],
    [{ status: 200, text: 'hello\n' }, 'unexpected_answer'],
    [{ status: 200, text: '' }, 'unexpected_answer'],
    [{ status: 200, json: {} }, 'unexpected_answer'],
    [{ lines: [null], after: 'end' }, 'unexpected_answer'],
    [{ lines: [[]], after: 'end' }, 'unexpected_answer'],
    [{ lines: [{}], after: 'end' }, 'unexpected_answer'],
    [{ lines: [1], after: 'end' }, 'unexpected_answer'],
    ['hang up', 'unreachable'],
  ] as const)('of another kind is a failure: %j', async (step, code) => {
    await expect(linesOf(step)).rejects.toMatchObject({ code })
  })

  test('is not asked for by whoever was stopped before', async () => {
    const signal = AbortSignal.abort('SIGINT')
    await expect(linesOf({ lines: [], after: 'end' }, { signal })).rejects.toMatchObject({
      kind: 'interrupted',
    })
  })
})
