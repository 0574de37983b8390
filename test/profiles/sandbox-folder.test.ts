import { describe, expect, test } from 'vitest'
import { sandboxFolder } from '../../src/profiles/sandbox-folder.ts'
import { userStateFolder } from '../../src/profiles/user-folders.ts'

function folderOf(
  cwd: string,
  files: readonly string[],
  platform = 'linux',
  env: Record<string, string> = {},
) {
  const home = platform === 'win32' ? 'C:\\Users\\ana' : '/home/ana'
  return sandboxFolder({ cwd, home, platform, env }, path => files.includes(path))
}

describe('the sandbox of a folder', () => {
  test.each([
    'package.json',
    '.git',
    'pyproject.toml',
    'go.mod',
    'composer.json',
    'Gemfile',
    'pom.xml',
    'Cargo.toml',
  ])('lives in the nearest folder upwards with %s', marker => {
    expect(folderOf('/projects/shop/src/deep', [`/projects/shop/${marker}`, `/projects/${marker}`])).toEqual({
      project: '/projects/shop',
      data: '/projects/shop/.ideadunes',
    })
  })

  test('is the current folder if that has .ideadunes', () => {
    expect(folderOf('/projects/shop', ['/projects/shop/.ideadunes', '/projects/.git']).data).toBe(
      '/projects/shop/.ideadunes',
    )
  })

  test.each([
    ['linux', {}, '/home/ana/.local/share/ideadunes/sandbox'],
    ['linux', { XDG_DATA_HOME: '/data' }, '/data/ideadunes/sandbox'],
    ['linux', { XDG_DATA_HOME: 'relative' }, '/home/ana/.local/share/ideadunes/sandbox'],
    ['darwin', {}, '/home/ana/Library/Application Support/ideadunes/sandbox'],
    ['win32', { LOCALAPPDATA: 'D:\\Local' }, 'D:\\Local\\ideadunes\\sandbox'],
    ['win32', {}, 'C:\\Users\\ana\\AppData\\Local\\ideadunes\\sandbox'],
  ])('outside of a project is the user’s, on %s with %j', (platform, env, data) => {
    const cwd = platform === 'win32' ? 'C:\\tmp' : '/tmp/x'
    expect(folderOf(cwd, [], platform, env)).toEqual({ project: null, data })
  })
})

test('what runs is written into the state folder', () => {
  const place = { cwd: '/', home: '/home/ana', platform: 'linux', env: {} }
  expect(userStateFolder(place)).toBe('/home/ana/.local/state/ideadunes')
  expect(userStateFolder({ ...place, env: { XDG_STATE_HOME: '/state' } })).toBe('/state/ideadunes')
})
