import { existsSync, realpathSync } from 'node:fs'
import { basename, delimiter, join, relative, sep } from 'node:path'
import type { Place } from '../../src/profiles/user-folders.ts'
import { shellWord } from '../../src/text/shell-word.ts'

const tool = 'ideadunes'

/** Where npm puts the commands of a project's packages. */
const bin = join('node_modules', '.bin')

/** Who runs commands of packages, by what stands first in `npm_config_user_agent`, and how people type it. */
const runners: Readonly<Record<string, string>> = { npm: 'npx', pnpm: 'pnpm exec', yarn: 'yarn', bun: 'bunx' }

/**
 * What people type to get this tool again where they are: `ideadunes` where that is on their PATH, `npx ideadunes`
 * in a project or a clone, else the path of the script. `script` is the second word of argv.
 */
export function typedNameOf(script: string, place: Pick<Place, 'cwd' | 'env' | 'platform'>): string {
  const { cwd, env, platform } = place
  if (env.npm_command === 'exec') return runnerName(env)
  if (isOnPath(script, place)) return tool
  // A script of package.json: what it finds, people do not have.
  if (isPackageScript(env)) return `${runnerOf(env)} ${tool}`
  // Typed as a path. Inside of the project that has it, npx finds it from every folder.
  const [project] = script.split(`${sep}${bin}${sep}`)
  if (project !== script && isInside(cwd, project ?? '')) return `npx ${tool}`
  const path = relative(cwd, script)
  const shown = path.startsWith('..') ? script : path
  if (basename(script) === 'run.js') return `node ${quoted(shown, platform)}`
  return quoted(shown.includes(sep) ? shown : `.${sep}${shown}`, platform)
}

/** A package that was named (`npx -p PACKAGE ideadunes`) has to be named again. */
function runnerName(env: Place['env']): string {
  const runner = runnerOf(env)
  const named = runner === 'npx' ? (env.npm_config_package ?? '') : ''
  return named === '' ? `${runner} ${tool}` : `${runner} --package=${shellWord(named)} ${tool}`
}

function runnerOf(env: Place['env']): string {
  const [manager = ''] = (env.npm_config_user_agent ?? '').split('/')
  return runners[manager] ?? 'npx'
}

function isPackageScript(env: Place['env']): boolean {
  return env.npm_lifecycle_event !== undefined
}

/** Whether the first `ideadunes` on the PATH is this one, or a script of a package manager that starts this one. */
function isOnPath(script: string, { env, platform }: Pick<Place, 'env' | 'platform'>): boolean {
  const name = platform === 'win32' ? `${tool}.cmd` : tool
  const folders = (env.PATH ?? env.Path ?? '').split(delimiter).filter(folder => folder !== '')
  const own = isPackageScript(env) ? folders.filter(folder => !folder.endsWith(bin)) : folders
  const found = own.map(folder => join(folder, name)).find(file => existsSync(file))
  if (found === undefined) return false
  const [target, started] = [realPath(found), realPath(script)]
  if (target === started) return true
  const isInstalled = started.split(sep).includes('node_modules') && basename(started) === 'run.js'
  return target === found && isInstalled
}

function isInside(folder: string, parent: string): boolean {
  return folder === parent || folder.startsWith(`${parent}${sep}`)
}

function realPath(file: string): string {
  try {
    return realpathSync(file)
  } catch {
    return file
  }
}

/** A path as a shell takes it for one word; those of Windows know no single quotes. */
function quoted(path: string, platform: string): string {
  if (platform !== 'win32') return shellWord(path)
  return /^[\w@%+=:,./\\~-]+$/.test(path) ? path : `"${path}"`
}
