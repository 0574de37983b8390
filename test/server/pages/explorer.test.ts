import { readFileSync } from 'node:fs'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { createKeyRing } from '../../../emulator/fleet/key-ring.ts'
import { explorerPage } from '../../../emulator/server/pages/explorer/explorer-page.ts'
import { type ControlledSandbox, controlledSandbox } from '../../control/controlled-sandbox.ts'

let sandbox: ControlledSandbox
beforeAll(async () => {
  sandbox = await controlledSandbox()
})
afterAll(() => sandbox.close())

const get = (url: string, headers: Readonly<Record<string, string>> = {}, method = 'GET') =>
  sandbox.send(method, url, { key: null, headers: { host: 'localhost:4332', ...headers } })
const html = { accept: 'text/html,application/xhtml+xml,*/*;q=0.8' }

describe('the explorer of GraphQL', () => {
  test('is what a browser gets at the endpoint, with the fixed test key', async () => {
    const { status, headers, text } = await get('/v2/graphql', html)
    expect([status, headers['content-type']]).toEqual([200, 'text/html; charset=utf-8'])
    expect(text).toContain('data-key="sk_test_4eC39HqLyjWDarjtT1zdp7dc"')
    expect(text).toContain('bookings(first: 3)')
    expect((await get('/v2/graphql', html, 'HEAD')).status).toBe(200)
  })

  test('has no key where the fixed one opens nothing', () => {
    expect(
      createKeyRing({ allowLiveKeys: false }).findKey('sk_test_4eC39HqLyjWDarjtT1zdp7dc'),
    ).toBeUndefined()
    expect(explorerPage({ key: null })).toContain('data-key=""')
  })

  test('loads its own files and nothing else, and runs no script of its text', async () => {
    const { headers, text } = await get('/v2/graphql', html)
    const policy = headers['content-security-policy'] ?? ''
    expect(policy).toContain("default-src 'none'; script-src 'self';")
    expect(policy).toContain("frame-ancestors 'none'")
    expect([...text.matchAll(/(?:src|href)="([^"]*)"/g)].map(([, url]) => url)).toEqual([
      'data:,',
      '/v2/graphql/explorer.css',
      '/v2/graphql/explorer.js',
    ])
    expect(text).not.toMatch(/<script(?![^>]*src=)/)
    for (const [url, type] of [
      ['/v2/graphql/explorer.js', 'text/javascript; charset=utf-8'],
      ['/v2/graphql/explorer.css', 'text/css; charset=utf-8'],
    ] as const) {
      const file = await get(url)
      expect([file.status, file.headers['content-type']]).toEqual([200, type])
      const built = readFileSync(new URL(`../../../dist/${url.split('/').at(-1)}`, import.meta.url))
      expect(Buffer.from(file.bytes).equals(built)).toBe(true)
    }
  })

  test.each([{}, { accept: 'application/json' }, { accept: '*/*' }])(
    'is nothing for programs: with %j a GET is refused',
    async headers => {
      const answer = await get('/v2/graphql', headers)
      expect([answer.status, answer.json.error.code, answer.headers.allow]).toEqual([
        405,
        'method_not_allowed',
        'POST',
      ])
    },
  )

  test.each([
    '/v2/graphql/explorer.map',
    '/v2/graphql/../package.json',
    '/v2/graphql/%2e%2e/emulator.js',
    '/v2/graphql/emulator.js',
  ])('has no other files: %s', async url => {
    expect((await get(url, html)).status).toBe(404)
  })

  test('is not there under a name that does not lead here', async () => {
    expect((await get('/v2/graphql', { ...html, host: 'rebound.example:4332' })).status).toBe(403)
  })
})
