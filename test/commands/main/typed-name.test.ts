import { mkdirSync, symlinkSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { typedNameOf } from '../../../commands/main/typed-name.ts'
import { runCli, temporaryFolder } from '../run-cli.ts'

const world = temporaryFolder()
const at = (path: string) => join(world.path, path)
const run = at('project/node_modules/ideadunes/bin/run.js')

/** A clone, a project that has the package, one whose path has blanks, and global installs by npm and by pnpm. */
beforeAll(() => {
  const files = ['clone/bin/run.js', 'my clone/bin/run.js', 'lib/node_modules/ideadunes/bin/run.js']
  const packages = [run, at("it's mine/node_modules/ideadunes/bin/run.js")]
  for (const file of [...files.map(at), ...packages]) {
    mkdirSync(dirname(file), { recursive: true })
    writeFileSync(file, '')
  }
  for (const file of packages) {
    mkdirSync(join(file, '../../../.bin'))
    symlinkSync('../ideadunes/bin/run.js', join(file, '../../../.bin/ideadunes'))
  }
  for (const folder of ['bin', 'pnpm', 'empty', 'project/src']) mkdirSync(at(folder))
  symlinkSync('../lib/node_modules/ideadunes/bin/run.js', at('bin/ideadunes'))
  writeFileSync(at('pnpm/ideadunes'), '#!/bin/sh')
})
afterAll(() => world[Symbol.dispose]())

const local = 'project/node_modules/.bin/ideadunes'
const npm = {
  npm_config_user_agent: 'npm/11.19.1 node/v24.1.0 linux x64',
  npm_execpath: '/usr/lib/npm-cli.js',
}
const npx = { ...npm, npm_command: 'exec', npm_lifecycle_event: 'npx' }
const inScript = { ...npm, npm_command: 'run', npm_lifecycle_event: 'start' }

describe('the name that people type', () => {
  test.each([
    ['npx in a project', local, 'project', npx, 'npx ideadunes'],
    [
      'npx with a package that it fetched',
      'cache/node_modules/.bin/ideadunes',
      'empty',
      npx,
      'npx ideadunes',
    ],
    [
      'npx with a package that is named',
      'cache/node_modules/.bin/ideadunes',
      'empty',
      { ...npx, npm_config_package: '../my tool.tgz' },
      "npx --package='../my tool.tgz' ideadunes",
    ],
    [
      'pnpm exec',
      local,
      'project',
      { npm_command: 'exec', npm_config_user_agent: 'pnpm/10.1.0 npm/?' },
      'pnpm exec ideadunes',
    ],
    ['npm start in a clone', 'clone/bin/run.js', 'clone', inScript, 'npx ideadunes'],
    [
      'a script of a project',
      local,
      'project',
      { ...inScript, PATH: 'project/node_modules/.bin' },
      'npx ideadunes',
    ],
    [
      'a script, where it is installed globally',
      'bin/ideadunes',
      'project',
      { ...inScript, PATH: 'bin' },
      'ideadunes',
    ],
    ['a global install', 'bin/ideadunes', 'empty', { PATH: 'empty:bin' }, 'ideadunes'],
    [
      'a global install by pnpm or on Windows, whose script starts ours',
      'lib/node_modules/ideadunes/bin/run.js',
      'empty',
      { PATH: 'pnpm' },
      'ideadunes',
    ],
    [
      'a project whose .bin is on the PATH',
      local,
      'project',
      { PATH: 'project/node_modules/.bin' },
      'ideadunes',
    ],
    ['a clone', 'clone/bin/run.js', 'clone', { PATH: 'empty' }, 'node bin/run.js'],
    [
      'a clone, where another one is on the PATH',
      'clone/bin/run.js',
      'clone',
      { PATH: 'bin' },
      'node bin/run.js',
    ],
    ['a folder of the clone', 'clone/bin/run.js', 'clone/bin', {}, 'node run.js'],
    ['elsewhere', 'clone/bin/run.js', 'empty', {}, 'node CLONE/bin/run.js'],
    ['elsewhere, with a blank', 'my clone/bin/run.js', 'empty', {}, "node 'WORLD/my clone/bin/run.js'"],
    ['the path of a project, in it', local, 'project', { PATH: 'empty' }, 'npx ideadunes'],
    ['the path of a project, in a folder of it', local, 'project/src', {}, 'npx ideadunes'],
    ['the path of a project, elsewhere', local, 'empty', {}, 'WORLD/project/node_modules/.bin/ideadunes'],
    [
      'the path of a project with a quote in it, elsewhere',
      "it's mine/node_modules/.bin/ideadunes",
      'empty',
      {},
      "'WORLD/it'\\''s mine/node_modules/.bin/ideadunes'",
    ],
    [
      'a global install that is not on the PATH',
      'bin/ideadunes',
      'empty',
      { PATH: 'empty' },
      'WORLD/bin/ideadunes',
    ],
    [
      'a global install that is not on the PATH, in its folder',
      'bin/ideadunes',
      'bin',
      { PATH: 'empty' },
      './ideadunes',
    ],
  ])('%s', (_, script, cwd, env, expected) => {
    const path = (env as { PATH?: string }).PATH?.split(':').map(at).join(':')
    const place = {
      cwd: at(cwd),
      platform: 'linux',
      env: { ...env, ...(path !== undefined && { PATH: path }) },
    }
    const named = typedNameOf(at(script), place)
    expect(named).toBe(expected.replace('CLONE', at('clone')).replace('WORLD', world.path))
  })
})

describe('it stands in', () => {
  const context = { typedName: "node '/my tools/run.js'" }
  const named = async (...argv: string[]) => {
    const { stdout, stderr } = await runCli(argv, { context, tty: !argv.includes('--json') })
    return stdout + stderr
  }

  test.each([
    [['bookings', 'lsit']],
    [['bookings', 'list']],
    [['bookings', 'create', '--json']],
    [['sandbox', 'status', '--json']],
    [['errors', 'invalid_api_key']],
    [['errors', 'invalid_api_key', '--json']],
    [['errors', 'nope', '--json']],
    [['events', 'resend', '--help']],
    [['bookings', 'create', '--help']],
    [[]],
    [['help', 'exit-codes']],
  ])('what %j prints', async argv => {
    const text = await named(...argv)
    // As in `ideadunes bookings list` or in an indented line; not the name of the product, nor a folder.
    expect(text).not.toMatch(/(^ *|[`:]\s?)(npx )?ideadunes [a-z-]/m)
  })
})
