import { existsSync } from 'node:fs'
import { type Place, pathsOf, userConfigFolder } from './user-folders.ts'

/** Where the user's settings are. */
export function userConfigFile(place: Place): string {
  return pathsOf(place.platform).join(userConfigFolder(place), 'config.json')
}

/** What a project says about itself, for everybody who works on it. */
export const projectFileName = 'ideadunes.config.json'

/** The file of the nearest folder upwards that has one. */
export function findProjectFile({ cwd, platform }: Place): string | undefined {
  const { dirname, join } = pathsOf(platform)
  for (let folder = cwd; ; folder = dirname(folder)) {
    const file = join(folder, projectFileName)
    if (existsSync(file)) return file
    if (dirname(folder) === folder) return undefined
  }
}
