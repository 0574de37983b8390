import { mkdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { hasPlugins, pluginFolder } from '../../commands/kernel/plugin-folder.ts'
import { temporaryFolder } from '../commands/run-cli.ts'
import { root, startCli } from './built-cli.ts'

const home = temporaryFolder()
const env = { HOME: home.path, XDG_DATA_HOME: join(home.path, 'data'), XDG_STATE_HOME: home.path }
const place = { cwd: home.path, home: home.path, platform: 'linux', env }

/** As its author writes it: against @oclif/core, with a command and hooks. */
function writePlugin(folder: string): void {
  mkdirSync(join(folder, 'node_modules', '@oclif'), { recursive: true })
  symlinkSync(
    join(root, 'node_modules', '@oclif', 'core'),
    join(folder, 'node_modules', '@oclif', 'core'),
    'junction',
  )
  const oclif = {
    commands: { strategy: 'explicit', target: './index.js', identifier: 'COMMANDS' },
    hooks: { init: './init.js', prerun: './prerun.js', postrun: './postrun.js' },
    topicSeparator: ' ',
  }
  const write = (name: string, text: string) => writeFileSync(join(folder, name), text)
  write('package.json', JSON.stringify({ name: 'greeter', version: '1.2.3', type: 'module', oclif }))
  write(
    'index.js',
    `import { Command, Flags } from '@oclif/core'
class Hello extends Command {
  static summary = 'Greet somebody'
  static flags = { to: Flags.string({ default: 'world' }) }
  async run() { this.log('hello ' + (await this.parse(Hello)).flags.to) }
}
export const COMMANDS = { 'greet:hello': Hello }\n`,
  )
  for (const hook of ['prerun', 'postrun'])
    write(
      `${hook}.js`,
      `export default async ({ Command }) => { process.stderr.write('${hook} ' + Command.id + '\\n') }\n`,
    )
  write('init.js', `export default async ({ id }) => { process.stderr.write('init ' + id + '\\n') }\n`)
}

const run = (...argv: readonly string[]) => startCli(argv, env).ended

describe('a plugin', () => {
  beforeAll(async () => {
    writePlugin(join(home.path, 'greeter'))
    expect(hasPlugins(place)).toBe(false)
    const linked = await run('plugins', 'link', join(home.path, 'greeter'))
    expect(linked).toMatchObject({ code: 0, stderr: expect.stringContaining('Linking plugin') })
  }, 30_000)
  afterAll(() => home[Symbol.dispose]())

  test('brings its command, which runs with its hooks', async () => {
    expect(hasPlugins(place)).toBe(true)
    expect(pluginFolder(place)).toBe(join(home.path, 'data', 'ideadunes'))
    expect(await run('greet', 'hello', '--to', 'you all')).toEqual({
      code: 0,
      stdout: 'hello you all\n',
      stderr: 'init greet:hello\nprerun greet:hello\npostrun greet:hello\n',
    })
  })

  test('has its hooks run around our own commands, which fail and answer as ever', async () => {
    const fine = await run('errors', 'not_found', '--json')
    expect(fine).toMatchObject({ code: 0, stderr: 'init errors\nprerun errors\npostrun errors\n' })
    expect(JSON.parse(fine.stdout)).toMatchObject({ code: 'not_found' })
    const { code, stdout } = await run('bookings', 'list', '--limit', 'abc', '--json')
    expect([code, JSON.parse(stdout)]).toMatchObject([2, { error: { code: 'invalid_flag' } }])
  })

  test('is in the help, in the list of commands, and suggested for a word that is nearly its own', async () => {
    const [help, commands, which, typo, list] = await Promise.all([
      run('--help'),
      run('commands', '--json'),
      run('which', 'greet', 'hello', '--json'),
      run('greet', 'helo'),
      run('plugins', 'list'),
    ])
    expect(help.stdout).toMatch(/^API\n {2}bookings .*^Plugins\n {2}greet hello +Greet somebody\n$/ms)
    const known = JSON.parse(commands.stdout) as readonly { id: string; pluginName: string }[]
    const owners = new Map(known.map(({ id, pluginName }) => [id, pluginName]))
    expect([owners.get('greet:hello'), owners.get('bookings:create')]).toEqual(['greeter', 'ideadunes'])
    expect(JSON.parse(which.stdout)).toMatchObject({ plugin: 'greeter', version: '1.2.3', type: 'link' })
    expect(typo).toMatchObject({ code: 2, stderr: expect.stringContaining('greet hello`?') })
    expect(list.stdout).toMatch(/^greeter 1\.2\.3 \(link\)/)
  })

  test('is completed by shells: its words, flags and values, from its manifest where it has one', async () => {
    const words = async (current: string, ...before: readonly string[]) => {
      const { stdout } = await run('__complete', `=${current}`, ...before)
      return stdout.split('\n').flatMap(line => (line === '' ? [] : [line.split('\t')[0]]))
    }
    expect(await Promise.all([words('gre'), words('', 'greet'), words('--t', 'greet', 'hello')])).toEqual([
      ['greet'],
      ['hello'],
      ['--to'],
    ])
    const manifest = {
      commands: { 'greet:all': { id: 'greet:all', flags: { to: { options: ['us', 'you'] } } } },
    }
    writeFileSync(join(home.path, 'greeter', 'oclif.manifest.json'), JSON.stringify(manifest))
    expect(await words('y', 'greet', 'all', '--to')).toEqual(['you'])
    rmSync(join(home.path, 'greeter', 'oclif.manifest.json'))
  })

  test('leaves nothing behind when it is uninstalled', async () => {
    expect(await run('plugins', 'uninstall', 'greeter')).toMatchObject({ code: 0 })
    expect(hasPlugins(place)).toBe(false)
    expect(await run('greet', 'hello')).toMatchObject({
      code: 2,
      stderr: expect.stringMatching(/^Error: There is no command `greet hello`/),
    })
  })
})
