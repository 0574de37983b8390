import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type RegisteredSandbox, registeredSandbox } from '../registered-sandbox.ts'

let sandbox: RegisteredSandbox
beforeAll(async () => {
  sandbox = await registeredSandbox()
  await sandbox.run('sandbox clock set 2026-04-19T00:00:00Z')
  await sandbox.run('sandbox snapshot save kept')
  for (const name of ['first', 'second']) await sandbox.run(`sandbox fork --name ${name}`)
})
afterAll(() => sandbox[Symbol.asyncDispose]())

const enter = '\r'
const down = '\u001B[B'

/** The command that the answers amounted to. */
function commandIn(stderr: string): string | undefined {
  return /^\$ ideadunes (.*)$/m.exec(stderr)?.[1]
}

describe('on a terminal', () => {
  test('bookings create walks from service to customer, books, and prints the command that it was', async () => {
    const { code, stderr, stdout } = await sandbox.run('bookings create', {
      tty: true,
      answers: [
        ['Service', 'consult'],
        ['❯ Consultation', enter],
        ['Day', enter],
        ['Free slot', `${down}${enter}`],
        ['Customer', 'arjun'],
        ['❯ Arjun', enter],
      ],
    })
    const command = commandIn(stderr)
    expect([code, command]).toEqual([
      0,
      expect.stringMatching(
        /^bookings create --service-id svc_consult_30 --start-at \S+ --resource-id res_\w+ --customer-id cust_arjun_02$/,
      ),
    ])
    expect(stdout).toContain('cust_arjun_02')
    // Typed again, it says what it said: that the slot is taken now.
    const again = await sandbox.run(command ?? '')
    expect(again).toMatchObject({ code: 3, stderr: expect.stringContaining('resource_unavailable') })
  })

  test('somebody new is booked as well, on a later day', async () => {
    const { code, stderr } = await sandbox.run('bookings create --service-id svc_consult_30', {
      tty: true,
      answers: [
        ['Day', `later${enter}`],
        ['Day', enter],
        ['Free slot', enter],
        ['Customer', 'nobody of this name'],
        ['❯ Somebody new', enter],
        ['Name', `Zoe O'Neil${enter}`],
        ['E-mail', enter],
      ],
    })
    expect([code, commandIn(stderr)]).toEqual([
      0,
      expect.stringMatching(/ --start-at 2026-05-\S+ .* --customer '\{"name":"Zoe O'\\''Neil"\}'$/),
    ])
  })

  test.each([
    [
      'bookings get',
      [
        ['Booking', 'HXYW999'],
        ['bk_01HXYW999', enter],
      ],
      'bookings get bk_01HXYW999',
    ],
    [
      'resources create --name Ada --timezone UTC',
      [['Type', enter]],
      'resources create --name Ada --timezone UTC --type staff',
    ],
    [
      'resources create --name Ada --type staff',
      [
        ['Timezone', 'Asia/Kolkata'],
        ['❯ Asia/Kolkata', enter],
      ],
      'resources create --name Ada --type staff --timezone Asia/Kolkata',
    ],
    [
      'webhooks create --url https://example.com/hook',
      [['Types of events', ` ${enter}`]],
      /^webhooks create --url https:\/\/example\.com\/hook --events \w+\.\w+$/,
    ],
    [
      'bookings attendees add bk_01HXYW999 --no-color',
      [
        ['Name', enter],
        ['Type something', `Ben${enter}`],
      ],
      'bookings attendees add bk_01HXYW999 --no-color --name Ben',
    ],
    ['sandbox snapshot save', [['Name', `first${enter}`]], 'sandbox snapshot save first'],
    [
      'sandbox snapshot delete',
      [
        ['Name', 'kept'],
        ['❯ kept', enter],
      ],
      'sandbox snapshot delete kept',
    ],
    [
      'sandbox seed --yes --sandbox first',
      [['Data set', `salon${enter}`]],
      'sandbox seed --yes --sandbox first salon',
    ],
    [
      'sandbox discard',
      [
        ['Fork', 'second'],
        ['❯ second', enter],
      ],
      'sandbox discard second',
    ],
    [
      'sandbox keys revoke',
      [
        ['Key', 'pk_'],
        ['❯ key_', enter],
      ],
      /^sandbox keys revoke key_\w+$/,
    ],
    [
      'sandbox tenants set-plan',
      [
        ['Tenant', 'ideadunes'],
        ['❯ tnt_ideadunes', enter],
        ['Plan', `1/2/3${enter}`],
      ],
      'sandbox tenants set-plan tnt_ideadunes 1/2/3',
    ],
    ['use', [['Fork', enter]], 'use main'],
  ] as const)('%s asks for what it misses', async (line, answers, command) => {
    const { stderr } = await sandbox.run(line, { tty: true, answers })
    expect(commandIn(stderr)).toEqual(typeof command === 'string' ? command : expect.stringMatching(command))
  })

  test('Ctrl-C at a question changes nothing', async () => {
    const { code, stderr } = await sandbox.run('customers create', {
      tty: true,
      answers: [['Name', '\u0003']],
    })
    expect([code, stderr]).toEqual([130, expect.stringContaining('Nothing was changed.')])
  })
})

describe('nobody is asked', () => {
  test.each([
    ['without a terminal', 'bookings create', { tty: false }],
    ['with --json', 'bookings create --json', { tty: true }],
    ['under CI', 'bookings create', { tty: true, env: { CI: 'true' } }],
    ['with --no-input', 'bookings create --no-input', { tty: true }],
    ['where the variable says so', 'bookings create', { tty: true, env: { IDEADUNES_NO_INPUT: '1' } }],
  ])('%s: all that is missing is named at once', async (_, line, options) => {
    const { code, stdout, stderr } = await sandbox.run(line, options)
    expect([code, stdout + stderr]).toEqual([
      2,
      expect.stringMatching(/bookings create` needs --service-id and --start-at/),
    ])
  })

  test.each([
    ['bookings attendees add', 'BOOKING_ID and --name'],
    ['availability slots', '--service-id, --from and --to'],
    ['resources schedule', 'RESOURCE_ID, --from and --to'],
    ['sandbox snapshot save', 'NAME'],
  ])('%s names arguments and flags together', async (line, names) => {
    const { code, stderr } = await sandbox.run(line)
    expect([code, stderr]).toEqual([2, expect.stringContaining(`needs ${names}`)])
  })

  test('for a confirmation with --no-input', async () => {
    const { code, stderr } = await sandbox.run('sandbox reset --no-input', { tty: true })
    expect([code, stderr]).toEqual([2, expect.stringContaining('(confirmation_required)')])
  })
})
