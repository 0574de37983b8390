import { createHash } from 'node:crypto'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { homePage } from '../../../emulator/server/pages/home-page.ts'
import { type ControlledSandbox, controlledSandbox, token } from '../../control/controlled-sandbox.ts'

let sandbox: ControlledSandbox
beforeAll(async () => {
  sandbox = await controlledSandbox()
})
afterAll(() => sandbox.close())

const page = (headers: Readonly<Record<string, string>> = { host: 'localhost:4332' }, method = 'GET') =>
  sandbox.send(method, '/', { key: null, headers })

describe('the page of a sandbox', () => {
  test('tells what it is and how to call it, at the name by which it was reached', async () => {
    const { status, headers, text } = await page()
    expect([status, headers['content-type']]).toEqual([200, 'text/html; charset=utf-8'])
    expect(text).toContain('http://localhost:4332/v2')
    expect(text).toContain("-H 'Authorization: Bearer sk_test_4eC39HqLyjWDarjtT1zdp7dc'")
    expect(text).toContain('1.2.3')
    expect(hrefsIn(text)).toEqual(['data:,', '/v2/graphql', '/openapi.json', '/_sandbox/health'])
  })

  test('shows commands as the reader types them', () => {
    const facts = { baseUrl: 'http://localhost:4332', version: '1.2.3' }
    expect(homePage({ ...facts, typedName: 'npx ideadunes' })).toContain('npx ideadunes sandbox stop')
    const odd = homePage({ ...facts, typedName: "node '/my <tools>/run.js'" })
    expect(odd).toContain('node &#39;/my &#60;tools&#62;/run.js&#39; sandbox stop')
    expect(odd).not.toContain('<tools>')
  })

  test('links only to what answers', async () => {
    for (const url of hrefsIn((await page()).text).filter(href => href.startsWith('/'))) {
      const headers = { accept: 'text/html,*/*;q=0.8' }
      expect((await sandbox.send('GET', url, { key: null, headers })).status).toBe(200)
    }
  })

  test('loads nothing, runs nothing, and uses no style but its own', async () => {
    const { headers, text } = await page()
    const rules = new Map(
      String(headers['content-security-policy'])
        .split('; ')
        .map(rule => [rule.split(' ')[0], rule] as const),
    )
    expect(rules.get('default-src')).toBe("default-src 'none'")
    expect(rules.get('frame-ancestors')).toBe("frame-ancestors 'none'")
    const [, style = ''] = /<style>(.*)<\/style>/s.exec(text) ?? []
    const hash = createHash('sha256').update(style).digest('base64')
    expect(rules.get('style-src')).toBe(`style-src 'sha256-${hash}'`)
    expect(headers).toMatchObject({ 'x-content-type-options': 'nosniff', 'cache-control': 'no-store' })
    expect(text).not.toMatch(/<script|<img|<iframe| style=| on\w+=|@import|url\(|https:/)
    expect(text).not.toContain(token)
  })

  test('is well-formed for people who do not see it', async () => {
    const { text } = await page()
    expect(text).toMatch(/^<!doctype html>\n<html lang="en">/)
    expect(text.match(/<h1>/g)).toHaveLength(1)
    expect(text).toContain('<main>')
    expect(text).toContain('color-scheme: light dark')
    for (const block of text.match(/<pre[^>]*>/g) ?? []) expect(block).toMatch(/tabindex="0".*aria-label="\w/)
  })

  test.each(['"><script>alert(1)</script>.localhost', '$(touch x).localhost', 'a b.localhost'])(
    'is not shown under a name that is more than one: %s',
    async host => {
      const { status, headers, json } = await page({ host })
      expect([status, json.error.code]).toEqual([403, 'untrusted_host'])
      // The name stands in the error, which no browser takes for a page.
      expect(headers['content-type']).toBe('application/json')
    },
  )

  test('is for names of this machine only', async () => {
    const { status, json } = await page({ host: 'rebound.example:4332' })
    expect([status, json.error.code]).toEqual([403, 'untrusted_host'])
  })

  test('has a head, and no other method', async () => {
    const head = await page(undefined, 'HEAD')
    expect([head.status, head.text]).toEqual([200, ''])
    expect((await page(undefined, 'POST')).json.error.code).toBe('method_not_allowed')
  })
})

function hrefsIn(text: string): readonly string[] {
  return [...text.matchAll(/href="([^"]*)"/g)].map(([, href = '']) => href)
}
