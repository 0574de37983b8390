import { expect, test } from 'vitest'
import { hasDisplay, openerOf } from '../../commands/main/open-browser.ts'
import { fakeSandbox } from './fake-sandbox.ts'
import { runCli } from './run-cli.ts'

const ready = { status: 200, json: { status: 'ready', version: '0.1.0' } }

/** A browser that notes what it is shown. */
function browser(obstacle: string | null = null) {
  const shown: string[] = []
  const openBrowser = async (url: string) => {
    if (obstacle === null) shown.push(url)
    return obstacle
  }
  return { shown, context: { openBrowser } }
}

test('opens the page for whoever sits at a terminal', async () => {
  await using sandbox = await fakeSandbox([ready])
  const { shown, context } = browser()
  const run = await runCli(['sandbox', 'open'], { env: sandbox.env, tty: true, context })
  expect(run).toEqual({ stdout: `Opened ${sandbox.baseUrl}/\n`, stderr: '', code: 0 })
  expect(shown).toEqual([`${sandbox.baseUrl}/`])
})

test.each([
  ['--print', ['--print'], true],
  ['a pipe', [], false],
])('prints the address, and no more, for %s', async (_, flags, tty) => {
  await using sandbox = await fakeSandbox([ready])
  const { shown, context } = browser()
  const run = await runCli(['sandbox', 'open', ...flags], { env: sandbox.env, tty, context })
  expect(run).toEqual({ stdout: `${sandbox.baseUrl}/\n`, stderr: '', code: 0 })
  expect(shown).toEqual([])
})

test('prints it where no browser can be opened, and says why', async () => {
  await using sandbox = await fakeSandbox([ready])
  const { context } = browser('there is no display')
  const run = await runCli(['sandbox', 'open'], { env: sandbox.env, tty: true, context })
  expect(run).toEqual({
    stdout: `${sandbox.baseUrl}/\n`,
    stderr: 'No browser was opened: there is no display.\n',
    code: 0,
  })
})

test('under --json tells the address', async () => {
  await using sandbox = await fakeSandbox([ready])
  const argv = ['sandbox', 'open', '--json', '--base-url', `${sandbox.baseUrl}/v2`]
  const { stdout } = await runCli(argv, { env: {} })
  expect(JSON.parse(stdout)).toEqual({ url: `${sandbox.baseUrl}/`, opened: false })
})

test('opens no page that nobody serves', async () => {
  const none = await runCli(['sandbox', 'open'], { tty: true, context: browser().context })
  expect([none.code, none.stderr]).toEqual([5, expect.stringContaining('(no_sandbox)')])
  await using sandbox = await fakeSandbox([])
  await sandbox.vanish()
  const gone = await runCli(['sandbox', 'open'], { env: sandbox.env, tty: true })
  expect([gone.code, gone.stdout]).toEqual([5, ''])
})

const url = 'http://127.0.0.1:4332/'

test.each([
  ['darwin', {}, true, ['open', url]],
  ['win32', {}, true, ['cmd.exe', '/c', 'start', '""', url]],
  ['linux', { DISPLAY: ':0' }, true, ['xdg-open', url]],
  ['linux', { WAYLAND_DISPLAY: 'wayland-0' }, true, ['xdg-open', url]],
  ['linux', { WSL_DISTRO_NAME: 'Debian' }, true, ['wslview', url]],
  ['linux', { DISPLAY: '' }, false, ['xdg-open', url]],
])('on %s with %j', (platform, env, display, opener) => {
  expect([hasDisplay({ platform, env }), openerOf(url, { platform, env })]).toEqual([display, opener])
})
