import { type Browser, chromium } from 'playwright-core'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { makePlace, type Place, type RunningSandbox, startSandboxIn } from '../journeys/running-sandbox.ts'

/** Debian's Chromium; background requests are off, for nothing but this machine is there to be asked. */
const launch = {
  executablePath: '/usr/bin/chromium',
  args: [
    '--no-sandbox',
    '--disable-gpu',
    '--disable-background-networking',
    '--disable-component-update',
    '--disable-sync',
  ],
}

let browser: Browser
let place: Place
let sandbox: RunningSandbox
beforeAll(async () => {
  browser = await chromium.launch(launch)
  place = makePlace()
  sandbox = await startSandboxIn(place)
})
afterAll(async () => {
  await browser?.close()
  place?.remove()
})

test('a query is written, sent and answered, and nobody else is asked for anything', async () => {
  const page = await browser.newPage()
  const asked: string[] = []
  const faults: string[] = []
  page.on('request', request => asked.push(request.url()))
  page.on('pageerror', error => faults.push(error.message))
  page.on('console', message => {
    if (message.type() === 'error') faults.push(message.text())
  })
  await page.goto(`${sandbox.baseUrl}/v2/graphql`)
  await page.locator('.graphiql-query-editor .CodeMirror').waitFor()
  const sent = page.waitForRequest(
    request => request.method() === 'POST' && (request.postData() ?? '').includes('first: 3'),
  )
  await page.locator('button.graphiql-execute-button').click()
  expect((await sent).headers().authorization).toMatch(/^Bearer sk_test_/)
  await expect.poll(() => page.locator('.graphiql-response').innerText()).toContain('"bookings"')
  expect(faults).toEqual([])
  expect(await page.evaluate('JSON.stringify({ ...localStorage, ...sessionStorage })')).not.toContain(
    'sk_test_',
  )
  expect([...new Set(asked.map(url => new URL(url).origin))]).toEqual([sandbox.baseUrl])
})
