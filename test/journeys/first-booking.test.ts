import { writeFileSync } from 'node:fs'
import { connect } from 'node:net'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { serveSandbox } from '../../emulator/server/serve.ts'
import type { ServedSandbox, ServeOptions } from '../../src/control/served-sandbox.ts'
import { startCli } from './built-cli.ts'
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

const run = (...argv: string[]) => place.run(...argv)

describe('a newcomer', () => {
  test('books, is refused, takes a suggestion, and finds it all again after a restart', async () => {
    const sandbox = await startSandboxIn(place)
    expect(sandbox.text).toContain('sk_test_4eC39HqLyjWDarjtT1zdp7dc')
    // The built command line once; what it can do besides is tested without a process.
    const created = JSON.parse((await startCli([...booking, '--json'], place.env).ended).stdout)
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
    // npm passes on a Ctrl-C that the terminal has sent as well: it is one, and the end is a clean one.
    const stopped = await sandbox.stop('SIGINT', 'SIGINT')
    open.destroy()
    expect(stopped.stderr).toBe('Stopped.\n')
    // Whether its last breath was an exit or the second signal, a shell shows 130.
    expect([130, null]).toContain(stopped.code)
    expect(stopped.tookMs).toBeLessThan(1_000)
    const again = await startSandboxIn(place)
    expect(again.text).toContain('goes on where it was')
    expect(again.text).not.toContain('did not stop cleanly')
    expect((await run('bookings', 'get', created.id)).code).toBe(0)
    const pid = again.started.child.pid
    await again.stop('SIGKILL')
    const recovered = await startSandboxIn(place)
    expect(recovered.text).toContain(`The last run (pid ${pid}) did not stop cleanly`)
    expect((await run('bookings', 'get', created.id)).code).toBe(0)
    expect(await recovered.stop('SIGTERM')).toMatchObject({ code: 0, stderr: 'Stopped.\n' })
  })
})

describe('the reference’s example, as it is printed there', () => {
  test('works with its own live key where live keys are allowed', async () => {
    const served = await serveHere({ allowLiveKeys: true })
    const answer = await fetch(`${served.baseUrl}/v2/bookings`, {
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
    await served.close()
  })
})

describe('what stands in the way of a start', () => {
  test('a port in use, and data in use', async () => {
    const data = join(place.folder, 'data')
    const first = await serveHere({ data })
    const samePort = await run('sandbox', 'start', '--port', String(first.port), '--data', ':memory:')
    expect(samePort).toMatchObject({ code: 2, stdout: '' })
    expect(samePort.stderr).toContain(`Port ${first.port} is already in use (port_in_use)`)
    const sameData = await run('sandbox', 'start', '--port', '0', '--data', data, '--json')
    expect(sameData.code).toBe(2)
    expect(JSON.parse(sameData.stdout).error).toMatchObject({ code: 'data_in_use', kind: 'usage' })
    expect((await fetch(`${first.baseUrl}/_sandbox/health`)).status).toBe(200)
    await first.close()
  })

  test('a damaged database, a damaged record of the host, and a folder that is none', async () => {
    const data = join(place.folder, 'damaged')
    await (await serveHere({ data })).close()
    const start = (at: string) => run('sandbox', 'start', '--port', '0', '--data', at)
    writeFileSync(join(data, 'sandbox.db'), 'this is no database'.repeat(500))
    const damaged = await start(data)
    expect(damaged).toMatchObject({ code: 2, stdout: '' })
    expect(damaged.stderr).toMatch(/is damaged or not a database.*\(database_damaged\)\nHint: /s)
    writeFileSync(join(data, 'host.json'), '{"version":1')
    const noRecord = await start(data)
    expect(noRecord).toMatchObject({ code: 2, stdout: '' })
    expect(noRecord.stderr).toMatch(
      /host\.json cannot be read: .*\(host_file_damaged\)\nHint: Delete the file/s,
    )
    const file = join(place.folder, 'a-file')
    writeFileSync(file, '')
    const noFolder = await start(join(file, 'data'))
    expect(noFolder).toMatchObject({ code: 2, stdout: '' })
    expect(noFolder.stderr).toContain('(data_not_writable)')
    for (const { stderr } of [damaged, noRecord, noFolder]) expect(stderr).not.toMatch(/^\s+at /m)
  })
})

/** Serves a sandbox from this process, on a free port. */
function serveHere(options: Partial<ServeOptions>): Promise<ServedSandbox> {
  return serveSandbox({
    port: 0,
    data: ':memory:',
    folder: place.folder,
    allowLiveKeys: false,
    version: '0.0.0-test',
    reportBug: error => {
      throw error
    },
    ...options,
  })
}
