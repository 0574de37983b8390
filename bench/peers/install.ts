import { spawnSync } from 'node:child_process'
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { thisProgram } from '../sandbox/start.ts'
import type { Peer } from './peers.ts'

const installed = 'installed.json'

/**
 * Installs a peer into a folder of its own, `node_modules/.cache/bench-peers/<name>`, unless it lies there already; no
 * script of its packages runs. Gives the folder. Throws with npm's words where it cannot be installed.
 */
export function installPeer({ name, packages }: Peer): string {
  const folder = join(thisProgram.root, 'node_modules', '.cache', 'bench-peers', name.replaceAll(/\W+/g, '-'))
  const marker = join(folder, installed)
  const wanted = JSON.stringify(packages)
  if (existsSync(marker) && readFileSync(marker, 'utf8') === wanted) return folder
  mkdirSync(folder, { recursive: true })
  writeFileSync(join(folder, 'package.json'), JSON.stringify({ private: true }))
  const flags = ['--no-audit', '--no-fund', '--ignore-scripts', '--loglevel=error']
  const { status, stderr, error } = spawnSync('npm', ['install', ...flags, ...packages], {
    cwd: folder,
    encoding: 'utf8',
    shell: process.platform === 'win32',
  })
  if (status !== 0) throw new Error(`npm install failed: ${error?.message ?? stderr.trim().slice(0, 300)}`)
  writeFileSync(marker, wanted)
  return folder
}
