import { posix, win32 } from 'node:path'

/** The facts of a machine that decide where files live. */
export interface Place {
  readonly cwd: string
  readonly home: string
  readonly platform: string
  readonly env: Readonly<Record<string, string | undefined>>
}

/** Path functions of the platform that the place describes, which in tests is not the one that runs. */
export function pathsOf(platform: string): typeof posix {
  return platform === 'win32' ? win32 : posix
}

/** The user's folder for data of this tool. */
export function userDataFolder(place: Place): string {
  return userFolder(place, 'XDG_DATA_HOME', ['.local', 'share'])
}

/** The user's folder for what is set once: profiles, and keys where there is no keyring. */
export function userConfigFolder(place: Place): string {
  const { env, home, platform } = place
  // Settings roam with their user on Windows.
  if (platform === 'win32' && env.XDG_CONFIG_HOME === undefined)
    return pathsOf(platform).join(
      env.APPDATA ?? pathsOf(platform).join(home, 'AppData', 'Roaming'),
      'ideadunes',
    )
  return userFolder(place, 'XDG_CONFIG_HOME', ['.config'])
}

/** The user's folder for what is true only while something runs. */
export function userStateFolder(place: Place): string {
  return userFolder(place, 'XDG_STATE_HOME', ['.local', 'state'])
}

function userFolder(place: Place, variable: string, fallback: readonly string[]): string {
  const { env, home, platform } = place
  const { join, isAbsolute } = pathsOf(platform)
  const chosen = env[variable]
  // The XDG specification: a relative path is to be ignored.
  if (chosen !== undefined && isAbsolute(chosen)) return join(chosen, 'ideadunes')
  if (platform === 'darwin') return join(home, 'Library', 'Application Support', 'ideadunes')
  if (platform === 'win32') return join(env.LOCALAPPDATA ?? join(home, 'AppData', 'Local'), 'ideadunes')
  return join(home, ...fallback, 'ideadunes')
}
