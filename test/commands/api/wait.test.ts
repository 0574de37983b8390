import { expect, test } from 'vitest'
import { type Step, scriptedApi } from '../../client/scripted-api.ts'
import { type RunOptions, runCli } from '../run-cli.ts'

const score = (soft: number) => ({ hard: 0, medium: 0, soft })
const run = (more: object) => ({
  id: 'opt_1',
  status: 'running',
  outcome: null,
  failure: null,
  progress: 0,
  score: null,
  bound: null,
  gap: null,
  ...more,
})
const queued = { status: 202, json: run({ status: 'queued' }) }
const halfway = {
  status: 200,
  json: run({ progress: 0.5, score: score(120), bound: score(80), gap: 0.3333 }),
}
const ended = {
  status: 200,
  json: run({
    status: 'finished',
    outcome: 'optimal',
    progress: 1,
    score: score(80),
    bound: score(80),
    gap: 0,
  }),
}

const start = ['schedule', 'optimizations', 'start', '--range', '2026-05-25..2026-06-01', '--wait']

async function typed(steps: readonly Step[], words: readonly string[] = start, options: RunOptions = {}) {
  await using api = await scriptedApi(...steps)
  const env = { IDEADUNES_BASE_URL: api.baseUrl, IDEADUNES_API_KEY: 'sk_test_1' }
  const result = await runCli(words, { ...options, env: { ...env, ...options.env } })
  return {
    ...result,
    seen: api.seen.map(({ method, url }) => `${method} ${url}`),
    bodies: api.seen.map(({ body }) => body),
  }
}

test('waits until the run has ended, and says where it stands; the answer is the run as it ended', async () => {
  const { code, stdout, stderr, seen, bodies } = await typed([queued, halfway, ended])
  expect(code).toBe(0)
  expect(seen).toEqual([
    'POST /v2/schedule/optimizations',
    'GET /v2/schedule/optimizations/opt_1',
    'GET /v2/schedule/optimizations/opt_1',
  ])
  expect(JSON.parse(bodies[0] ?? '')).toEqual({ window: { from: '2026-05-25', to: '2026-06-01' } })
  expect(stdout).toContain('status\tfinished\n')
  const lines = stderr.split('\n')
  expect(lines[0]).toBe('opt_1: queued 0 %')
  expect(lines).toContain('opt_1: optimal 100 %, score 80, bound 80, gap 0.0 %')
})

test('on a terminal it spins beside the words, and no line stays', async () => {
  const { stdout, stderr } = await typed([queued, halfway, ended], start, { tty: true })
  expect(stdout).toContain('finished')
  expect(stderr).not.toContain('opt_1: queued')
})

test('under --json there is one document and no word more', async () => {
  const { stdout, stderr } = await typed([queued, halfway, ended], [...start, '--json'])
  expect(JSON.parse(stdout)).toEqual(ended.json)
  expect(stderr).toBe('')
})

test('Ctrl-C ends the waiting and not the run, and says how to look at it', async () => {
  const stop = new AbortController()
  let naps = 0
  const context = {
    signal: stop.signal,
    interrupted: stop.signal,
    sleep: async () => {
      naps += 1
      if (naps === 2) stop.abort('SIGINT')
    },
  }
  const { code, stderr, seen } = await typed([queued, halfway], start, { context })
  expect(code).toBe(130)
  expect(stderr).toContain('Interrupted; opt_1 goes on.')
  expect(stderr).toMatch(/`ideadunes schedule optimizations get opt_1[^`]*`/)
  expect(seen.some(request => request.includes('cancel'))).toBe(false)
})

test('a run that failed is a failure, with its reason', async () => {
  const failed = {
    status: 200,
    json: run({ status: 'finished', outcome: 'failed', failure: 'The sandbox ended' }),
  }
  const { code, stderr } = await typed([queued, failed])
  expect(code).toBe(3)
  expect(stderr).toContain('opt_1 has failed: The sandbox ended')
})

test('without --wait nothing is asked a second time', async () => {
  const { seen, stdout } = await typed([queued], start.slice(0, -1))
  expect(seen).toHaveLength(1)
  expect(stdout).toContain('status\tqueued\n')
})

test('a range has to be one', async () => {
  const { code, stderr } = await typed([], ['schedule', 'validate', '--range', 'next week'])
  expect(code).toBe(2)
  expect(stderr).toContain('2026-04-20..2026-04-27')
})
