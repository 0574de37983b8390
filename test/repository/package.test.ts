import { describe, expect, it } from 'vitest'
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
    expect(Object.keys(manifest.dependencies)).toEqual(['better-sqlite3', 'typebox'])
  })

  it('lets npm ci run without python and a compiler', () => {
    expect(manifest.allowScripts).toMatchObject({ node: true, 'better-sqlite3': false })
    expect(textOf('.npmrc')).not.toMatch(/engine-strict|ignore-scripts/)
  })

  it('asks for the Node that better-sqlite3 runs on', () => {
    expect(manifest.engines.node).toBe('>=22')
  })
})

it('package-lock.json names no registry', () => {
  expect(textOf('package-lock.json')).not.toMatch(/"resolved": "http/)
})

it('CI runs what people run', () => {
  expect(projectFiles()).toContain('.ci/run')
  expect(textOf('.ci/run')).toMatch(/^npm cit\b/m)
})
