import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { writtenIds } from '../../../commands/main/catalogue.ts'
import { apiError } from '../../client/scripted-api.ts'
import { fakeSandbox } from '../fake-sandbox.ts'
import { type RegisteredSandbox, registeredSandbox } from '../registered-sandbox.ts'
import { runCli } from '../run-cli.ts'

let sandbox: RegisteredSandbox
let fork: { readonly id: string; readonly keys: { readonly secret: string } }

beforeAll(async () => {
  sandbox = await registeredSandbox()
  fork = JSON.parse((await sandbox.run('sandbox fork --name feature-x --json')).stdout)
  await sandbox.run(`customers create --name Elsewhere --api-key ${fork.keys.secret}`)
})
afterAll(async () => {
  await sandbox[Symbol.asyncDispose]()
  expect(sandbox.bugs).toEqual([])
})

const names = async (line: string, env: Record<string, string> = {}) => {
  const { stdout } = await sandbox.run(`customers list --json${line}`, { env })
  return (JSON.parse(stdout).data as { name: string }[]).map(({ name }) => name)
}

describe('commands of the API', () => {
  test('call the fork that the variable or the flag names, by name or id', async () => {
    expect(await names('')).not.toContain('Elsewhere')
    expect(await names('', { IDEADUNES_SANDBOX: 'feature-x' })).toContain('Elsewhere')
    expect(await names(' --sandbox feature-x')).toContain('Elsewhere')
    expect(await names(` --sandbox ${fork.id}`)).toContain('Elsewhere')
    expect(await names(' --sandbox main', { IDEADUNES_SANDBOX: 'feature-x' })).not.toContain('Elsewhere')
  })

  test('change the fork alone, whatever the command, and leave one key however often they call', async () => {
    await sandbox.run('bookings confirm bk_pending_01 --sandbox feature-x')
    await sandbox.run('events list --sandbox feature-x')
    const { stdout } = await sandbox.run('bookings get bk_pending_01 --json')
    expect(JSON.parse(stdout)).toMatchObject({ status: 'pending' })
    const { data } = JSON.parse((await sandbox.run('sandbox keys list --sandbox feature-x --json')).stdout)
    expect(data.map(({ scope }: { scope: string }) => scope)).toEqual(['secret', 'publishable', 'secret'])
  })

  test('get another key when theirs was revoked', async () => {
    const { data } = JSON.parse((await sandbox.run('sandbox keys list --sandbox feature-x --json')).stdout)
    await sandbox.run(`sandbox keys revoke ${data[2].id}`)
    expect(await names(' --sandbox feature-x')).toContain('Elsewhere')
  })

  test('take a key of the fork, and refuse one of another sandbox', async () => {
    expect(await names(` --sandbox feature-x --api-key ${fork.keys.secret}`)).toContain('Elsewhere')
    const wrong = await sandbox.run(`customers list --api-key ${sandbox.served.keys.secret}`, {
      env: { IDEADUNES_SANDBOX: 'feature-x' },
    })
    expect(wrong).toMatchObject({ code: 2, stdout: '' })
    expect(wrong.stderr).toMatch(/leads to another sandbox of .*, not to feature-x \(other_sandbox\)/)
  })

  test.each([
    'bookings list',
    'bookings confirm bk_pending_01',
    'webhooks deliveries recover wh_1 --since 1h',
  ])('%s of a fork that is not there is a usage error, which says where they are listed', async line => {
    const byFlag = await sandbox.run(`${line} --sandbox nope`)
    const byEnv = await sandbox.run(line, { env: { IDEADUNES_SANDBOX: 'nope' } })
    const withKey = await sandbox.run(`${line} --sandbox nope --api-key ${sandbox.served.keys.secret}`)
    for (const { stdout, stderr, code } of [byFlag, byEnv, withKey]) {
      expect({ stdout, code }).toEqual({ stdout: '', code: 2 })
      expect(stderr).toMatch(
        /There is no sandbox nope here.*\(unknown_fork\)\nHint: `ideadunes sandbox list` shows/,
      )
    }
  })

  test.each([['bookings list'], ['events tail'], ['webhooks deliveries recover wh_1 --since 1h']])(
    '%s refuses a fork of a live API, which has none',
    async line => {
      const argv = [...line.split(' '), '--base-url', 'https://api.example.com', '--api-key', 'sk_test_1']
      const { stderr, code } = await runCli(argv, { env: { IDEADUNES_SANDBOX: 'feature-x' } })
      expect([code, stderr]).toEqual([2, expect.stringContaining('only a local sandbox that runs has forks')])
    },
  )

  test.each(writtenIds.filter(id => /^(events|webhooks|listen)/.test(id)))('%s takes --sandbox', async id => {
    const { stdout } = await runCli([...id.split(':'), '--help'])
    expect(stdout).toContain('--sandbox FORK')
  })
})

describe('what the control API does not have', () => {
  test.each([
    ['sandbox discard nope', 'sandbox list'],
    ['sandbox status --sandbox nope', 'sandbox list'],
    ['sandbox keys revoke nope', 'sandbox keys list'],
    ['sandbox keys list --sandbox nope', 'sandbox list'],
    ['sandbox snapshot restore nope --yes', 'sandbox snapshot list'],
    ['sandbox snapshot delete nope', 'sandbox snapshot list'],
    ['sandbox snapshot diff nope', 'sandbox snapshot list'],
    ['sandbox snapshot export nope /tmp/nope.db', 'sandbox snapshot list'],
    ['sandbox fork --from-snapshot nope', 'sandbox snapshot list'],
    ['sandbox tenants set-plan tnt_nope free', 'sandbox tenants list'],
    ['sandbox tenants set-plan nope free', 'sandbox tenants list'],
    ['sandbox logs --sandbox nope', 'sandbox list'],
    ['events resend evt_nope', 'events list'],
    ['events tail --sandbox nope', 'sandbox list'],
  ])('%s points to where it is listed: %s', async (line, list) => {
    const { stderr, code } = await sandbox.run(line)
    expect(code).toBe(3)
    expect(stderr).toContain(`\nHint: \`ideadunes ${list}\` shows those that are there.\n`)
    expect(stderr).not.toContain('X-Tenant-Id')
  })

  test('a route of another release is told as that', async () => {
    await using other = await fakeSandbox([apiError(404, 'not_found')])
    const { stderr } = await runCli(['sandbox', 'clock', 'show'], { env: other.env })
    expect(stderr).toContain('of another release than this command')
  })

  test.each(['sandbox snapshot save before', 'sandbox snapshot import FILE'])(
    '%s, where the name is taken, says what replaces it',
    async line => {
      await sandbox.run('sandbox snapshot save before --force')
      await sandbox.run('sandbox snapshot export before before.db', {
        context: {
          place: { cwd: sandbox.folder, home: sandbox.folder, platform: 'linux', env: sandbox.env },
        },
      })
      const { stderr, code } = await sandbox.run(line.replace('FILE', `${sandbox.folder}/before.db`))
      expect([code, stderr]).toEqual([3, expect.stringContaining('--force')])
    },
  )
})
