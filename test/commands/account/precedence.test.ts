import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { changeUserConfig, withProfile } from '../../../src/profiles/config-file.ts'
import { type AccountWorld, accountWorld, liveKey, testKey } from '../../service/account-world.ts'

/** From strong to weak. */
const levels = ['flag', 'environment', 'env file', 'folder', 'project', 'profile', 'sandbox'] as const
type LevelName = (typeof levels)[number]

interface Case {
  readonly name: string
  readonly flag: string
  readonly variable: string
  /** Who can say it, with what each says. */
  readonly says: Partial<Readonly<Record<LevelName, string | number>>>
}

const urlOf = (number: number) => `http://127.0.0.1:${number}`

const cases: readonly Case[] = [
  {
    name: 'tenant',
    flag: '--tenant',
    variable: 'IDEADUNES_TENANT',
    says: { flag: 'tnt_1', environment: 'tnt_2', 'env file': 'tnt_3', project: 'tnt_5', profile: 'tnt_6' },
  },
  {
    name: 'base_url',
    flag: '--base-url',
    variable: 'IDEADUNES_BASE_URL',
    says: {
      flag: urlOf(4501),
      environment: urlOf(4502),
      'env file': urlOf(4503),
      project: urlOf(4505),
      profile: urlOf(4506),
      sandbox: '',
    },
  },
  {
    name: 'timeout',
    flag: '--timeout',
    variable: 'IDEADUNES_TIMEOUT',
    says: { flag: 1, environment: 2, 'env file': 3, project: 5, profile: 6 },
  },
  {
    name: 'retries',
    flag: '--retries',
    variable: 'IDEADUNES_RETRIES',
    says: { flag: 1, environment: 2, 'env file': 3, project: 5, profile: 6 },
  },
  {
    name: 'ca_file',
    flag: '--ca-file',
    variable: 'IDEADUNES_CA_FILE',
    says: {
      flag: '/1.pem',
      environment: '/2.pem',
      'env file': '/3.pem',
      project: '/5.pem',
      profile: '/6.pem',
    },
  },
  {
    name: 'sandbox',
    flag: '--sandbox',
    variable: 'IDEADUNES_SANDBOX',
    says: { flag: 'f1', environment: 'f2', 'env file': 'f3', folder: 'f4', project: 'f5' },
  },
  {
    name: 'profile',
    flag: '--profile',
    variable: 'IDEADUNES_PROFILE',
    says: { flag: 'p1', environment: 'p2', 'env file': 'p3', project: 'p5', profile: 'p6' },
  },
]

/** A world in which the levels say what they say. Answers what was typed and set for one command. */
async function said(world: AccountWorld, { name, flag, variable, says }: Case, by: readonly LevelName[]) {
  const place = { cwd: world.project, home: world.folder, platform: 'linux', env: world.env }
  const argv: string[] = []
  const env: Record<string, string> = {}
  if (name === 'profile') {
    for (const one of Object.values(says))
      changeUserConfig(place, config =>
        withProfile(config, String(one), () => ({ settings: { timeout: 9 } })),
      )
  }
  for (const level of by) {
    const value = says[level] ?? ''
    if (level === 'flag') argv.push(flag, String(value))
    if (level === 'environment') env[variable] = String(value)
    if (level === 'env file') {
      writeFileSync(join(world.project, 'my.env'), `${variable}='${value}'\n`)
      argv.push('--read-env', 'my.env')
    }
    if (level === 'folder') await world.run(['use', String(value)])
    if (level === 'project')
      writeFileSync(join(world.project, 'ideadunes.config.json'), JSON.stringify({ [name]: value }))
    if (level === 'profile')
      expect((await world.run(['config', 'set', name, String(value)])).stderr).toContain(` is ${value} in `)
    if (level === 'sandbox') await world.startSandbox()
  }
  return { argv, env }
}

const pairs = cases.flatMap(one => {
  const can = levels.filter(level => Object.hasOwn(one.says, level))
  return can.flatMap((strong, at) => can.slice(at + 1).map(weak => [one.name, strong, weak, one] as const))
})

describe('of two that set it, the stronger counts', () => {
  test.each(pairs)('%s: %s before %s', async (name, strong, weak, one) => {
    await using world = await accountWorld()
    const { argv, env } = await said(world, one, [strong, weak])
    const { out } = await world.json(['config', 'get', name, '--show-origin', ...argv], { env })
    expect(out).toMatchObject({ name, value: one.says[strong], level: strong })
  })

  test.each(
    cases.flatMap(one => Object.keys(one.says).map(level => [one.name, level as LevelName, one] as const)),
  )('%s: %s alone', async (name, level, one) => {
    await using world = await accountWorld()
    const { argv, env } = await said(world, one, [level])
    const { out } = await world.json(['config', 'get', name, ...argv], { env })
    const value = level === 'sandbox' ? expect.stringMatching(/^http:/) : one.says[level]
    expect(out).toMatchObject({ name, level, value })
  })
})

describe('the key', () => {
  const keys = { flag: 'sk_test_byaflag00001', env: 'sk_test_byvariable2', file: 'sk_test_bythefile03' }
  const shown = {
    flag: 'sk_test_...001',
    env: 'sk_test_...le2',
    file: 'sk_test_...e03',
    profile: 'sk_live_...7dc',
  }

  test.each([
    [['flag', 'env', 'file', 'profile'], 'flag'],
    [['env', 'file', 'profile'], 'env'],
    [['file', 'profile'], 'file'],
    [['profile'], 'profile'],
  ] as const)('of %j: %s', async (by, winner) => {
    await using world = await accountWorld()
    await world.startSandbox()
    const has = (one: string) => (by as readonly string[]).includes(one)
    if (has('profile')) await world.login(liveKey)
    writeFileSync(join(world.project, '.env'), `IDEADUNES_API_KEY=${keys.file}\n`)
    const env = has('env') ? { IDEADUNES_API_KEY: keys.env } : {}
    const argv = [
      ...(has('flag') ? ['--api-key', keys.flag] : []),
      ...(has('file') ? ['--read-env', '.env'] : []),
    ]
    const { out } = await world.json(['whoami', ...argv], { env })
    expect(out).toMatchObject({ key: shown[winner], mode: winner === 'profile' ? 'live' : 'local sandbox' })
  })

  test('a profile that a flag names goes before a variable; one that the user chose does not', async () => {
    await using world = await accountWorld()
    await world.login(liveKey)
    const env = { IDEADUNES_API_KEY: testKey }
    expect((await world.json(['whoami'], { env })).out).toMatchObject({
      key: 'sk_test_...2ef',
      profile: null,
    })
    const named = await world.json(['whoami', '--profile', 'default'], { env })
    expect(named.out).toMatchObject({ key: 'sk_live_...7dc', profile: 'default' })
  })

  test('the tenant of a profile is not used with another key', async () => {
    await using world = await accountWorld()
    await world.login(liveKey, '--tenant', 'tnt_mine')
    const sandbox = await world.startSandbox()
    expect((await world.json(['whoami'])).out).toMatchObject({ tenant: 'tnt_mine' })
    expect((await world.json(['whoami'], { env: { IDEADUNES_API_KEY: testKey } })).out).toMatchObject({
      tenant: null,
    })
    await world.run(['bookings', 'list', '--base-url', sandbox.baseUrl])
    expect(sandbox.seen[0]?.headers).not.toHaveProperty('x-tenant-id')
  })

  test('a stored key goes to its own service only, whoever names another', async () => {
    await using world = await accountWorld()
    await world.login(testKey)
    for (const argv of [[], ['--base-url', 'https://elsewhere.example']]) {
      writeFileSync(join(world.project, 'ideadunes.config.json'), '{"base_url":"https://evil.example/v2"}')
      const { code, out } = await world.json(['bookings', 'list', ...argv])
      expect([code, out]).toMatchObject([4, { error: { code: 'missing_api_key' } }])
    }
  })
})

describe('the folder', () => {
  test('`use main` means the local sandbox, whatever keys are kept; `--clear` takes it back', async () => {
    await using world = await accountWorld()
    await world.login(liveKey)
    const sandbox = await world.startSandbox()
    await world.run(['bookings', 'list'])
    await world.run(['use', 'main'])
    await world.run(['bookings', 'list'])
    await world.run(['use', '--clear'])
    await world.run(['bookings', 'list'])
    expect([
      sandbox.seen.length,
      world.service.live.seen.filter(({ url }) => url.includes('bookings')).length,
    ]).toEqual([1, 2])
  })

  test('a key or a URL that is said in the command goes before it', async () => {
    await using world = await accountWorld()
    await world.run(['use', 'feature-x'])
    const { code } = await world.run(['bookings', 'list'], { env: { IDEADUNES_API_KEY: testKey } })
    expect([code, world.service.hosted.seen.length]).toEqual([0, 1])
    expect((await world.json(['bookings', 'list'])).out).toMatchObject({ error: { code: 'no_forks' } })
  })
})

describe('ideadunes.config.json', () => {
  test.each([
    ['{"api_key": "a"}', 'invalid_project_file', 'secrets do not belong there'],
    [`{"tenant": "${liveKey}"}`, 'secret_in_project_file', 'There is a secret key'],
    [`{"$schema": "${testKey}"}`, 'secret_in_project_file', 'There is a secret key'],
    ['{"baseUrl": "http://127.0.0.1:1"}', 'invalid_project_file', 'it has no member baseUrl'],
    ['{"timeout": 0}', 'invalid_project_file', 'from 1 to 600'],
    ['[]', 'invalid_project_file', 'no JSON object'],
    ['{', 'invalid_project_file', 'cannot be used'],
  ])('%s is refused', async (text, code, message) => {
    await using world = await accountWorld()
    writeFileSync(join(world.project, 'ideadunes.config.json'), text)
    const run = await world.json(['bookings', 'list'])
    expect(run).toMatchObject({
      code: 2,
      out: { error: { code, message: expect.stringContaining(message) } },
    })
    expect(JSON.stringify(run.out)).not.toContain(liveKey)
  })

  test('`config set --project` writes it with the schema that editors read, and its variables are read where it says so', async () => {
    await using world = await accountWorld()
    await world.run(['config', 'set', 'env_file', '.env', '--project'])
    await world.run(['config', 'set', 'timeout', '7', '--project'])
    expect(
      JSON.parse(Object.entries(world.files()).find(([path]) => path.endsWith('config.json'))?.[1] ?? ''),
    ).toEqual({
      $schema: './node_modules/ideadunes/docs/config.schema.json',
      env_file: '.env',
      timeout: 7,
    })
    // It need not be there; CI has none.
    expect((await world.json(['config', 'get', 'tenant'])).out).toMatchObject({ value: null })
    writeFileSync(join(world.project, '.env'), 'IDEADUNES_TENANT=tnt_env\n')
    expect((await world.json(['config', 'get', 'tenant'])).out).toMatchObject({
      value: 'tnt_env',
      level: 'env file',
    })
    await world.run(['config', 'set', 'timeout', '--project'])
    expect((await world.json(['config', 'get', 'timeout'])).out).toMatchObject({ value: null })
  })

  test.each([
    ['sandbox', 'feature-x'],
    ['tenant', liveKey],
    ['timeout', 'soon'],
    ['base_url', 'nowhere'],
  ])('`config set %s %s` is refused', async (name, value) => {
    await using world = await accountWorld()
    const { code, stderr } = await world.run(['config', 'set', name, value])
    expect(code).toBe(2)
    expect(stderr).not.toContain(liveKey)
  })
})
