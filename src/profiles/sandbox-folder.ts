import { existsSync } from 'node:fs'
import { type Place, pathsOf, userDataFolder } from './user-folders.ts'

/** What marks the folder of a project; `.ideadunes` itself goes first. */
const projectMarkers = [
  '.ideadunes',
  'package.json',
  '.git',
  'pyproject.toml',
  'go.mod',
  'composer.json',
  'Gemfile',
  'pom.xml',
  'build.gradle',
  'Cargo.toml',
]

export interface SandboxFolder {
  /** The project that the sandbox belongs to; null outside of any. */
  readonly project: string | null
  /** Where the sandbox keeps its files. */
  readonly data: string
}

/**
 * Where the sandbox of the current folder lives: `.ideadunes` of the nearest folder upwards that looks like
 * a project, or the user's data folder.
 */
export function sandboxFolder(place: Place, exists: (path: string) => boolean = existsSync): SandboxFolder {
  const project = projectFolder(place, exists)
  const { join } = pathsOf(place.platform)
  if (project === null) return { project, data: join(userDataFolder(place), 'sandbox') }
  return { project, data: join(project, '.ideadunes') }
}

function projectFolder(place: Place, exists: (path: string) => boolean): string | null {
  const { dirname, join } = pathsOf(place.platform)
  let folder = place.cwd
  while (true) {
    if (projectMarkers.some(marker => exists(join(folder, marker)))) return folder
    const parent = dirname(folder)
    if (parent === folder) return null
    folder = parent
  }
}
