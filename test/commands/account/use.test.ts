import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { fakeSandbox } from '../fake-sandbox.ts'
import { runCli, temporaryFolder } from '../run-cli.ts'

const forks = {
  status: 200,
  json: {
    data: [
      { id: 'main', name: null },
      { id: 'fork_1', name: 'feature-x' },
    ],
  },
}

describe('use', () => {
  test.each(['feature-x', 'fork_1'])('takes a fork that is there: %s', async fork => {
    await using sandbox = await fakeSandbox([forks])
    using config = temporaryFolder()
    const env = { ...sandbox.env, XDG_CONFIG_HOME: config.path }
    const { code, stderr } = await runCli(['use', fork], { env })
    expect([code, stderr]).toEqual([0, expect.stringContaining(`mean ${fork}`)])
    expect(sandbox.seen.map(({ url }) => url)).toEqual(['/_sandbox/sandboxes'])
    expect(readFileSync(join(config.path, 'ideadunes', 'config.json'), 'utf8')).toContain(fork)
  })

  test('refuses one that the running sandbox does not have, and keeps nothing', async () => {
    await using sandbox = await fakeSandbox([forks])
    using config = temporaryFolder()
    const env = { ...sandbox.env, XDG_CONFIG_HOME: config.path }
    const { code, stderr } = await runCli(['use', 'nope'], { env })
    expect([code, stderr]).toEqual([2, expect.stringContaining('There is no fork nope')])
    expect(stderr).toContain('ideadunes sandbox list')
    expect(() => readFileSync(join(config.path, 'ideadunes', 'config.json'))).toThrow('ENOENT')
  })

  test('takes any where no sandbox runs, or none answers', async () => {
    await using sandbox = await fakeSandbox([{ status: 500, json: {} }])
    using config = temporaryFolder()
    using nowhere = temporaryFolder()
    for (const state of [sandbox.env.XDG_STATE_HOME ?? '', nowhere.path]) {
      const env = { XDG_STATE_HOME: state, XDG_CONFIG_HOME: config.path }
      expect((await runCli(['use', 'later'], { env })).code).toBe(0)
    }
  })
})
