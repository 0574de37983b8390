import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { root, start } from './built-cli.ts'

const packages = join(root, 'node_modules')
const examples = join(root, 'test/examples')

const run = (...args: string[]) => start(process.execPath, args, { CI: '1', NO_COLOR: '1' }).ended

describe('a suite of an app that books, on the built package', () => {
  test('runs with vitest', async () => {
    const config = join(examples, 'vitest/vitest.config.js')
    const ended = await run(join(packages, 'vitest/vitest.mjs'), 'run', '--config', config)
    expect(ended, ended.stdout + ended.stderr).toMatchObject({ code: 0 })
    expect(ended.stdout).toMatch(/Tests +5 passed \(5\)/)
  })

  test('runs with node:test, and so does the guide', async () => {
    const ended = await run('--test', join(examples, 'node-test/*.test.js'))
    expect(ended, ended.stdout + ended.stderr).toMatchObject({ code: 0 })
    expect(ended.stdout).toMatch(/pass 11\b[\s\S]*fail 0\b/)
  })
})

test('a script that forgets its sandboxes ends all the same', async () => {
  const script = `
    import { startSandbox } from 'ideadunes/testing'
    const inside = await startSandbox()
    const served = await startSandbox({ port: 0 })
    await (await served.fork()).client.call('getTenant')
    const headers = { authorization: 'Bearer ' + served.keys.secret }
    for (const { fetch, baseUrl } of [inside, { fetch: globalThis.fetch, baseUrl: served.baseUrl }]) {
      const answer = await fetch(baseUrl + '/v2/tenant', baseUrl === served.baseUrl ? { headers } : {})
      console.log(answer.status, (await answer.json()).id)
    }`
  const startMs = performance.now()
  const ended = await run('--input-type=module', '-e', script)
  expect(ended).toEqual({ code: 0, stdout: '200 tnt_clinic\n200 tnt_clinic\n', stderr: '' })
  // Less than the keep-alive of the connection that was used.
  expect(performance.now() - startMs).toBeLessThan(4_500)
})
