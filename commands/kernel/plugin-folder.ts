import { readFileSync } from 'node:fs'
import { type Place, pathsOf } from '../../src/profiles/user-folders.ts'

/** The topics that oclif runs, with what help says of each. */
export const oclifTopics = {
  plugins: 'Install, link and list plugins of this tool',
  commands: 'List all commands, those of plugins too',
  which: 'Show which plugin a command is in',
} as const satisfies Readonly<Record<string, string>>

/** The commands of these topics, for completion, which does not load oclif. */
export const oclifCommandIds: readonly string[] = [
  'plugins',
  ...['inspect', 'install', 'link', 'list', 'reset', 'uninstall', 'update'].map(word => `plugins:${word}`),
  'commands',
  'which',
]

/** oclif's data folder, in which its plugins are. It is found without oclif, for every start asks. */
export function pluginFolder({ env, home, platform }: Place): string {
  const { join } = pathsOf(platform)
  const chosen = env.IDEADUNES_DATA_DIR
  if ((chosen ?? '') !== '') return chosen ?? ''
  const onWindows = platform === 'win32' ? env.LOCALAPPDATA : undefined
  const base = env.XDG_DATA_HOME || onWindows || join(env.HOME || home, '.local/share')
  return join(base, 'ideadunes')
}

/** Whether a plugin is installed or linked. Where none ever was, this is one look for a file that is not there. */
export function hasPlugins(place: Place): boolean {
  try {
    const text = readFileSync(pathsOf(place.platform).join(pluginFolder(place), 'package.json'), 'utf8')
    const { oclif } = JSON.parse(text) as { oclif?: { plugins?: readonly unknown[] } }
    return (oclif?.plugins ?? []).length > 0
  } catch {
    return false
  }
}
