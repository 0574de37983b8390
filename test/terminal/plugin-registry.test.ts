import { execFileSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { hasPlugins } from '../../commands/kernel/plugin-folder.ts'
import { temporaryFolder } from '../commands/run-cli.ts'
import { startCli } from '../journeys/built-cli.ts'

/** The npm of the user installs a plugin from a registry, which is a small server of this test. */
const name = 'ideadunes-plugin-wave'
const home = temporaryFolder()
let registry: Server
let env: Readonly<Record<string, string>>
const asked: string[] = []

beforeAll(async () => {
  const tarball = packedPlugin()
  registry = createServer((request, response) => {
    asked.push(request.url ?? '')
    const json = { 'content-type': 'application/json' }
    if (request.url === `/${name}`)
      response.writeHead(200, json).end(JSON.stringify(packument(tarball, `http://${request.headers.host}`)))
    else if (request.url === `/${name}/-/${name}-1.0.0.tgz`) response.end(tarball)
    else response.writeHead(404, json).end('{"error":"not found"}')
  })
  await new Promise<void>(done => registry.listen(0, '127.0.0.1', done))
  const url = `http://127.0.0.1:${(registry.address() as AddressInfo).port}/`
  env = {
    HOME: home.path,
    XDG_DATA_HOME: join(home.path, 'data'),
    XDG_STATE_HOME: join(home.path, 'state'),
    npm_config_registry: url,
    npm_config_cache: join(home.path, 'npm'),
    npm_config_audit: 'false',
    npm_config_update_notifier: 'false',
  }
})
afterAll(async () => {
  registry.closeAllConnections()
  await new Promise(done => registry.close(done))
  home[Symbol.dispose]()
})

/** As `npm pack` writes it. The plugin needs nothing: a class of its own that oclif can run. */
function packedPlugin(): Buffer {
  const folder = join(home.path, 'wave')
  mkdirSync(folder)
  const command = {
    id: 'wave',
    summary: 'Wave to somebody',
    args: {},
    flags: {},
    aliases: [],
    pluginType: 'user',
  }
  const oclif = {
    commands: { strategy: 'explicit', target: './index.js', identifier: 'COMMANDS' },
    topicSeparator: ' ',
  }
  const write = (file: string, content: object | string) =>
    writeFileSync(join(folder, file), typeof content === 'string' ? content : JSON.stringify(content))
  write('package.json', { name, version: '1.0.0', type: 'module', oclif })
  write('oclif.manifest.json', { version: '1.0.0', commands: { wave: command } })
  write(
    'index.js',
    `class Wave { static id = 'wave'; static async run() { process.stdout.write('waves\\n') } }\nexport const COMMANDS = { wave: Wave }\n`,
  )
  execFileSync('npm', ['pack', '--silent', '--pack-destination', home.path], { cwd: folder })
  return readFileSync(join(home.path, `${name}-1.0.0.tgz`))
}

function packument(tarball: Buffer, origin: string) {
  const dist = {
    tarball: `${origin}/${name}/-/${name}-1.0.0.tgz`,
    integrity: `sha512-${createHash('sha512').update(tarball).digest('base64')}`,
  }
  return { name, 'dist-tags': { latest: '1.0.0' }, versions: { '1.0.0': { name, version: '1.0.0', dist } } }
}

const run = (...argv: readonly string[]) => startCli(argv, env).ended
const place = () => ({ cwd: home.path, home: home.path, platform: 'linux', env })

test('a plugin is installed from a registry, runs, is listed and completed, and leaves nothing behind', async () => {
  const installed = await run('plugins', 'install', name)
  expect([installed.code, installed.stderr]).toEqual([0, expect.stringContaining(name)])
  expect(asked).toEqual(expect.arrayContaining([`/${name}`, `/${name}/-/${name}-1.0.0.tgz`]))
  expect(hasPlugins(place())).toBe(true)
  expect(await run('wave')).toMatchObject({ code: 0, stdout: 'waves\n' })
  expect((await run('plugins', 'list')).stdout).toContain(`${name} 1.0.0`)
  expect((await run('__complete', '=wa')).stdout).toBe('waitlist\t\nwave\t\n')
  expect((await run('plugins', 'uninstall', name)).code).toBe(0)
  expect(hasPlugins(place())).toBe(false)
  expect((await run('wave')).code).toBe(2)
})

test('one that the registry does not have is told, and changes nothing', async () => {
  const { code, stderr } = await run('plugins', 'install', 'ideadunes-plugin-nowhere')
  expect(code).not.toBe(0)
  expect(stderr).toContain('ideadunes-plugin-nowhere does not exist in the registry')
  expect(hasPlugins(place())).toBe(false)
})
