import { lstatSync, type Stats } from 'node:fs'
import { dirname } from 'node:path'

/**
 * Remembers which files lie at these paths now, and gives what tells whether the same still do: by device and inode,
 * which nobody else can get while the files are open. A file that is absent now is not watched.
 */
export function heldFiles(paths: readonly string[]): () => boolean {
  const folders = [...new Set(paths.map(path => dirname(path)))].map(
    folder =>
      new HeldFolder(
        folder,
        paths.filter(path => dirname(path) === folder),
      ),
  )
  return () => folders.every(folder => folder.isHeld())
}

interface Held {
  readonly path: string
  readonly found: Stats
}

/** A change of a folder within so many milliseconds of another may leave it with the same time. */
const clockTickMs = 50

/** Files of one folder. As long as the folder did not change, neither did what lies in it: one look is enough then. */
class HeldFolder {
  readonly #path: string
  readonly #files: readonly Held[]
  /** As the folder was when its files were looked at. */
  #seen: Stats | undefined

  constructor(path: string, files: readonly string[]) {
    this.#path = path
    this.#files = files.flatMap(file => {
      const found = statOf(file)
      return found === undefined ? [] : [{ path: file, found }]
    })
  }

  isHeld(): boolean {
    const now = statOf(this.#path)
    if (now === undefined) return false
    if (this.#seen !== undefined && isSame(now, this.#seen) && now.ctimeMs === this.#seen.ctimeMs) return true
    const isHeld = this.#files.every(({ path, found }) => isSame(statOf(path), found))
    const isSettled = Date.now() - now.ctimeMs > clockTickMs
    this.#seen = isHeld && isSettled ? now : undefined
    return isHeld
  }
}

function isSame(one: Stats | undefined, other: Stats): boolean {
  return one !== undefined && one.ino === other.ino && one.dev === other.dev
}

/** A folder that is a file by now, or that nobody may enter, holds none of ours either. */
function statOf(path: string): Stats | undefined {
  try {
    return lstatSync(path, { throwIfNoEntry: false })
  } catch {
    return undefined
  }
}
