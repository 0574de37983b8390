import { readFileSync, rmSync, statSync } from 'node:fs'
import { dirname } from 'node:path'
import { fileURLToPath } from 'node:url'
import { expect, test } from 'vitest'
import type { MessageView } from '../../../src/control/message-control.ts'
import { fakeSandbox } from '../fake-sandbox.ts'
import { runCli } from '../run-cli.ts'

const message: MessageView = {
  id: 'msg_1',
  tenant_id: 'tnt_clinic',
  kind: 'confirmation',
  created_at: '2026-04-15T09:42:11Z',
  event_id: 'evt_1',
  customer_id: 'cust_a',
  booking_id: 'bk_1',
  waitlist_entry_id: null,
  channel: 'email',
  to: 'priya@example.com',
  locale: 'en-IN',
  timezone: 'Asia/Kolkata',
  subject: 'Confirmed: Consultation',
  text: 'Hello Priya,\n\nyour booking is confirmed.\n',
  html: '<!doctype html>\n<p>Hello Priya</p>\n',
  ics: 'BEGIN:VCALENDAR\r\nEND:VCALENDAR\r\n',
}

async function run(words: string, json: unknown, options: Parameters<typeof runCli>[1] = {}) {
  await using sandbox = await fakeSandbox([{ status: 200, json }])
  const ended = await runCli(`sandbox messages ${words}`.split(' '), {
    ...options,
    env: { ...sandbox.env, ...options.env },
  })
  return { ...ended, sent: sandbox.seen.map(({ method, url }) => `${method} ${url}`) }
}

test('list shows one a line, and how to go on', async () => {
  const list = { data: [message], has_more: true }
  const piped = await run('list --kind confirmation,offer --customer cust_a --booking bk_1', list)
  expect(piped.sent).toEqual([
    'GET /_sandbox/messages?kind=confirmation%2Coffer&customer=cust_a&booking=bk_1',
  ])
  expect(piped.stdout).toBe(
    'msg_1\tconfirmation\t2026-04-15T09:42:11Z\tpriya@example.com\tConfirmed: Consultation\n',
  )
  expect(piped.stderr).toBe(
    'More: ideadunes sandbox messages list --kind confirmation,offer --customer cust_a --booking bk_1 --after msg_1\n',
  )
  expect((await run('list', { data: [], has_more: false })).stderr).toBe('No messages yet.\n')
  expect(JSON.parse((await run('list --json', list)).stdout)).toEqual(list)
})

test('get shows the text with its head, or a part as it is', async () => {
  const read = await run('get msg_1', message)
  expect(read.sent).toEqual(['GET /_sandbox/messages/msg_1'])
  expect(read.stdout).toBe(
    'To: priya@example.com\nSubject: Confirmed: Consultation\n\nHello Priya,\n\nyour booking is confirmed.\n',
  )
  expect((await run('get msg_1 --part html', message)).stdout).toBe(message.html)
  expect((await run('get msg_1 --part ics', message)).stdout).toBe(message.ics)
  const none = await run('get msg_1 --part ics', { ...message, ics: null })
  expect([none.stdout, none.stderr]).toEqual(['', 'No calendar file goes with it.\n'])
})

test('names of customers are no commands to a terminal', async () => {
  const { stdout } = await run('get msg_1', { ...message, text: 'Hello \u001b[2JPriya\n' }, { tty: true })
  expect(stdout).not.toContain('\u001b[2J')
  expect(stdout).toContain('Priya')
})

test('open writes a page that only this user can read, and names it where there is no terminal', async () => {
  const { stdout } = await run('open msg_1', message)
  const path = fileURLToPath(stdout.trim())
  expect(readFileSync(path, 'utf8')).toBe(message.html)
  if (process.platform !== 'win32') expect(statSync(path).mode & 0o077).toBe(0)
  rmSync(dirname(path), { recursive: true })
})
