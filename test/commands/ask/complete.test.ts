import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { oclifCommandIds } from '../../../commands/kernel/plugin-folder.ts'
import { type RegisteredSandbox, registeredSandbox } from '../registered-sandbox.ts'
import { runCli } from '../run-cli.ts'

let sandbox: RegisteredSandbox
beforeAll(async () => {
  sandbox = await registeredSandbox()
  await sandbox.run('sandbox fork --name feature-x')
  await sandbox.run('sandbox snapshot save before')
  await sandbox.run('sandbox faults add cut --operation createRefund')
  // The first request of all takes longer than others.
  await sandbox.run('bookings list')
})
afterAll(() => sandbox[Symbol.asyncDispose]())

/** Words that are offered for the last of the typed ones. */
async function offered(typed: string, options = {}): Promise<readonly string[]> {
  const words = typed.split(' ')
  const { stdout, stderr, code } = await runCli(['__complete', `=${words.at(-1)}`, ...words.slice(0, -1)], {
    env: sandbox.env,
    ...options,
  })
  expect([code, stderr]).toEqual([0, ''])
  return stdout.split('\n').flatMap(line => (line === '' ? [] : [line.split('\t')[0] ?? '']))
}

describe('completion', () => {
  test.each([
    ['book', ['bookings', 'booking-series']],
    ['plug', ['plugins']],
    ['plugins li', ['link', 'list']],
    ['bookings cr', ['create']],
    ['sandbox clock a', ['advance']],
    ['bookings get bk_01HXYW', ['bk_01HXYW999']],
    ['customers get cust_ar', ['cust_arjun_02']],
    ['bookings create --service-id svc_consult', ['svc_consult_30']],
    ['bookings create --service-id=svc_consult', ['--service-id=svc_consult_30']],
    // As bash takes it apart.
    ['bookings create --service-id = svc_consult', ['svc_consult_30']],
    ['bookings list --resource-id res_dr_n', ['res_dr_niket']],
    ['bookings create --no-i', ['--no-input']],
    ['bookings list --json --js', []],
    ['bookings list --sandbox fea', ['feature-x']],
    ['sandbox discard fea', ['feature-x']],
    ['sandbox snapshot restore bef', ['before']],
    ['sandbox snapshot diff --no-color bef', ['before']],
    ['sandbox fork --from-snapshot bef', ['before']],
    ['sandbox tenants set-plan tnt_id', ['tnt_ideadunes']],
    ['sandbox snapshot save bef', []],
    ['resources create --type r', ['room']],
    ['events list --type booking.dec', ['booking.declined']],
    ['webhooks create --events booking.created,booking.dec', ['booking.created,booking.declined']],
    ['sandbox seed --json cl', ['clinic']],
    ['sandbox faults add drop-a', ['drop-after']],
    ['sandbox faults add gateway --status 50', ['502', '503', '504']],
    ['sandbox faults add error --code rate_l', ['rate_limited']],
    ['sandbox faults add cut --operation createBookingS', ['createBookingSeries']],
    ['sandbox faults remove flt_', ['flt_1']],
    ['sandbox faults remove flt_9 flt_', ['flt_1']],
    ['sandbox faults remove --sandbox feature-x flt_', []],
    ['autocomplete po', ['powershell']],
    ['nothing of this', []],
  ])('%s', async (typed, words) => {
    expect(await offered(typed)).toEqual(words)
  })

  test('of a status offers all that there are', async () => {
    expect(await offered('bookings list --status ')).toEqual(
      expect.arrayContaining(['confirmed', 'cancelled']),
    )
  })

  test('asks the sandbox that variables and typed flags mean', async () => {
    const url = {
      IDEADUNES_BASE_URL: sandbox.served.baseUrl,
      IDEADUNES_API_KEY: sandbox.served.keys.secret ?? '',
    }
    expect(await offered('bookings get bk_01HXYW', { env: url })).toEqual(['bk_01HXYW999'])
    const other = { ...sandbox.env, IDEADUNES_TENANT: 'tnt_ideadunes' }
    expect(await offered('bookings get bk_01HXYW', { env: other })).toEqual([])
    expect(await offered('bookings get --tenant tnt_clinic bk_01HXYW', { env: other })).toEqual([
      'bk_01HXYW999',
    ])
  })

  test('offers nothing where no sandbox runs, and says nothing', async () => {
    expect(await offered('bookings get bk_', { env: {} })).toEqual([])
  })

  test('never asks an API that is not on this machine', async () => {
    const asked: unknown[] = []
    const send = async (request: unknown) => {
      asked.push(request)
      throw new Error('asked')
    }
    const env = { IDEADUNES_API_KEY: 'sk_test_1', IDEADUNES_BASE_URL: 'https://sandbox-api.ideadunes.com/v2' }
    expect(await offered('bookings get bk_', { env, context: { send } })).toEqual([])
    expect(asked).toEqual([])
  })
})

test.each(['bash', 'zsh', 'fish', 'powershell'])(
  'the script for %s calls us with the current word first',
  async shell => {
    const { code, stdout } = await runCli(['autocomplete', shell])
    expect([code, stdout]).toEqual([0, expect.stringMatching(/ideadunes __complete "="?/)])
  },
)

test('a shell that nobody knows is told of the others', async () => {
  const { code, stderr } = await runCli(['autocomplete', 'tcsh'])
  expect([code, stderr]).toEqual([2, expect.stringContaining('bash, zsh, fish, powershell')])
})

test('all commands of oclif are known without it', async () => {
  const { pluginCommands } = await import('../../../commands/plugins/plugin-commands.ts')
  expect(oclifCommandIds.toSorted()).toEqual(Object.keys(pluginCommands).toSorted())
})
