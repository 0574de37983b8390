import { dirname, join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { writtenIds } from '../../commands/main/catalogue.ts'
import { runCli } from '../commands/run-cli.ts'
import { packedFiles } from '../journeys/docs/packed-files.ts'
import { projectFiles, textOf } from './project-files.ts'

interface Manifest {
  readonly engines: Record<string, string>
  readonly scripts: Record<string, string>
  readonly dependencies: Record<string, string>
  readonly devDependencies: Record<string, string>
  readonly allowScripts: Record<string, boolean>
}

const manifest = JSON.parse(textOf('package.json')) as Manifest

describe('package.json', () => {
  it('keeps the scripts that people know', () => {
    expect(Object.keys(manifest.scripts)).toEqual(expect.arrayContaining(['build', 'check', 'start', 'test']))
  })

  it('runs nothing of ours when somebody installs the package', () => {
    const atInstall = ['preinstall', 'install', 'postinstall', 'prepare']
    expect(atInstall.filter(name => name in manifest.scripts)).toEqual([])
  })

  it('pins every dependency, and publishes only what cannot be bundled', () => {
    const versions = Object.entries({ ...manifest.dependencies, ...manifest.devDependencies })
    expect(versions.filter(([, version]) => !/^\d+\.\d+\.\d+$/.test(version))).toEqual([])
    expect(Object.keys(manifest.dependencies)).toEqual(['@napi-rs/keyring', 'better-sqlite3', 'typebox'])
  })

  it('lets npm ci run without python and a compiler', () => {
    expect(manifest.allowScripts).toMatchObject({ node: true, 'better-sqlite3': false })
    expect(textOf('.npmrc')).not.toMatch(/engine-strict|ignore-scripts/)
  })

  it('asks for the Node that better-sqlite3 runs on', () => {
    expect(manifest.engines.node).toBe('>=22')
  })
})

it('README says that what npm warns of on an older Node is harmless', () => {
  expect(textOf('README.md')).toMatch(/EBADENGINE.*harmless/s)
})

it('package-lock.json names no registry', () => {
  expect(textOf('package-lock.json')).not.toMatch(/"resolved": "http/)
})

it('CI runs what people run', () => {
  expect(projectFiles()).toContain('.ci/run')
  expect(textOf('.ci/run')).toMatch(/^npm cit\b/m)
})

const helpWords = writtenIds.map(id => id.split(':'))

describe('the package', () => {
  const files = packedFiles()
  const documents = files.filter(file => /\.(md|yaml)$/.test(file) && !file.startsWith('dist/'))

  it('has what its documents link to', () => {
    const links = documents.flatMap(file =>
      [...textOf(file).matchAll(/\]\((?!https?:|#)([^)#]+)[^)]*\)/g)].map(([, to = '']) =>
        join(dirname(file), to),
      ),
    )
    expect(links.length).toBeGreaterThan(5)
    expect(links.filter(path => !files.includes(path))).toEqual([])
  })

  it('has what the help of a command names', async () => {
    const named = await Promise.all(
      helpWords.map(async words => {
        const { stdout } = await runCli([...words, '--help'])
        return [...stdout.matchAll(/\bdocs\/[\w./-]+\w/g)].map(([path]) => path)
      }),
    )
    expect(named.flat().length).toBeGreaterThan(0)
    expect(named.flat().filter(path => !files.includes(path))).toEqual([])
  })

  it('has no example with a file that only the repository has', async () => {
    for (const words of helpWords) {
      const { stdout } = await runCli([...words, '--help'])
      const [, examples = ''] = stdout.split('\nExamples\n')
      expect([words.join(' '), examples.match(/\bdocs\//g)]).toEqual([words.join(' '), null])
    }
  })
})
