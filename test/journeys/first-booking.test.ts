import { writeFileSync } from 'node:fs'
import { connect } from 'node:net'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { runShell, startCli } from './built-cli.ts'
import { readmeCommands } from './readme-commands.ts'
import { makePlace, type Place, startSandboxIn } from './running-sandbox.ts'

const booking = [
  'bookings create --customer-id cust_priya_01 --service-id svc_consult_30 --resource-id res_dr_niket',
  '--start-at 2026-04-20T05:00:00Z --channel video_zoom',
]
  .join(' ')
  .split(' ')

let place: Place
beforeEach(() => {
  place = makePlace()
})
afterEach(() => place.remove())

const run = (...argv: string[]) => startCli(argv, place.env).ended

describe('a newcomer', () => {
  test('books, is refused, takes a suggestion, and finds it all again after a restart', async () => {
    const sandbox = await startSandboxIn(place)
    expect(sandbox.text).toContain('sk_test_4eC39HqLyjWDarjtT1zdp7dc')
    const created = JSON.parse((await run(...booking, '--json')).stdout)
    expect(created).toMatchObject({ status: 'confirmed', links: { self: `/v2/bookings/${created.id}` } })
    const refused = await run(...booking, '--json')
    expect(refused.code).toBe(3)
    const { conflicts, suggestions } = JSON.parse(refused.stdout).error.details
    expect(conflicts).toEqual([{ type: 'existing_booking', id: created.id }])
    for (const { start_at } of suggestions) {
      const taken = await run(...booking.map(word => (word === '2026-04-20T05:00:00Z' ? start_at : word)))
      expect(taken).toMatchObject({ code: 0, stderr: expect.stringContaining('Created bk_') })
    }
    const listed = (await run('bookings', 'list', '--order', 'start_at', '--service-id', 'svc_consult_30'))
      .stdout
    expect(listed.split('\n').map(line => line.split('\t')[2])).toEqual([
      '2026-04-20T05:00:00Z',
      '2026-04-20T05:30:00Z',
      '2026-04-20T06:00:00Z',
      '2026-04-21T05:00:00Z',
      '2026-05-27T06:00:00Z',
      undefined,
    ])
    const open = connect(Number(new URL(sandbox.baseUrl).port), '127.0.0.1')
    await new Promise(resolve => open.once('connect', resolve))
    const stopped = await sandbox.stop('SIGINT')
    open.destroy()
    expect(stopped).toMatchObject({ code: 130, stderr: 'Stopped.\n' })
    expect(stopped.tookMs).toBeLessThan(1_000)
    const again = await startSandboxIn(place)
    expect(again.text).toContain('goes on where it was')
    expect((await run('bookings', 'get', created.id)).code).toBe(0)
    await again.stop('SIGTERM')
  })

  test('types what the README says', async () => {
    const sandbox = await startSandboxIn(place)
    const commands = readmeCommands()
    expect(commands.length).toBeGreaterThanOrEqual(6)
    const codes: (number | null)[] = []
    for (const command of commands) {
      const here = command
        .replaceAll('npx ideadunes', '$CLI')
        .replaceAll('http://127.0.0.1:4332', sandbox.baseUrl)
      const ended = await runShell(here, place.env)
      codes.push(ended.code)
      expect(ended.stdout + ended.stderr).not.toMatch(/validation_failed|not_found/)
    }
    // The third asks for a time that is taken.
    expect(codes).toEqual(commands.map((_, i) => (i === 2 ? 3 : 0)))
    await sandbox.stop('SIGTERM')
  })
})

describe('the reference’s example, as it is printed there', () => {
  test('works with its own live key where live keys are allowed', async () => {
    const sandbox = await startSandboxIn(place, '--allow-live-keys', '--data', ':memory:')
    const answer = await fetch(`${sandbox.baseUrl}/v2/bookings`, {
      method: 'POST',
      headers: {
        Authorization: 'Bearer sk_live_...',
        'X-Tenant-Id': 'tnt_clinic',
        'X-Idempotency-Key': 'idem_unique_per_request',
        'Content-Type': 'application/json',
      },
      body: JSON.stringify({
        customer_id: 'cust_priya_01',
        service_id: 'svc_consult_30',
        resource_id: 'res_dr_niket',
        start_at: '2026-04-20T05:00:00Z',
        channel: 'video_zoom',
        notes: 'Follow-up · cardiology',
        send_confirmation: true,
      }),
    })
    expect(answer.status).toBe(201)
    expect(answer.headers.get('content-type')).toBe('application/json')
    expect(await answer.json()).toMatchObject({ status: 'confirmed', end_at: '2026-04-20T05:30:00Z' })
    await sandbox.stop('SIGTERM')
  })
})

describe('what stands in the way of a start', () => {
  test('a sandbox that was killed does not: its data goes on', async () => {
    const killed = await startSandboxIn(place)
    const { id } = JSON.parse((await run(...booking, '--json')).stdout)
    await killed.stop('SIGKILL')
    const next = await startSandboxIn(place)
    expect((await run('bookings', 'get', id)).code).toBe(0)
    await next.stop('SIGTERM')
  })

  test('a port in use, and data in use', async () => {
    const first = await startSandboxIn(place)
    const port = new URL(first.baseUrl).port
    const samePort = await run('sandbox', 'start', '--port', port, '--data', ':memory:')
    expect(samePort).toMatchObject({ code: 2, stdout: '' })
    expect(samePort.stderr).toContain(`Port ${port} is already in use (port_in_use)`)
    const sameData = await run(
      'sandbox',
      'start',
      '--port',
      '0',
      '--data',
      join(place.folder, 'data'),
      '--json',
    )
    expect(sameData.code).toBe(2)
    expect(JSON.parse(sameData.stdout).error).toMatchObject({ code: 'data_in_use', kind: 'usage' })
    expect((await run('bookings', 'list')).code).toBe(0)
    await first.stop('SIGTERM')
  })

  test('a damaged database, and a folder that is none', async () => {
    const data = join(place.folder, 'damaged')
    await (await startSandboxIn(place, '--data', data)).stop('SIGTERM')
    writeFileSync(join(data, 'sandbox.db'), 'this is no database'.repeat(500))
    const damaged = await run('sandbox', 'start', '--port', '0', '--data', data)
    expect(damaged).toMatchObject({ code: 2, stdout: '' })
    expect(damaged.stderr).toMatch(/is damaged or not a database.*\(database_damaged\)\nHint: /s)
    const file = join(place.folder, 'a-file')
    writeFileSync(file, '')
    const noFolder = await run('sandbox', 'start', '--port', '0', '--data', join(file, 'data'))
    expect(noFolder).toMatchObject({ code: 2, stdout: '' })
    expect(noFolder.stderr).toContain('(data_not_writable)')
    for (const { stderr } of [damaged, noFolder]) expect(stderr).not.toMatch(/^\s+at /m)
  })
})
