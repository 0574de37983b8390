import { lstatSync } from 'node:fs'

/**
 * Remembers which files lie at these paths now, and gives what tells whether the same still do: by device and inode,
 * which nobody else can get while the files are open. A file that is absent now is not watched.
 */
export function heldFiles(paths: readonly string[]): () => boolean {
  const held = paths.flatMap(path => {
    const found = lstatSync(path, { throwIfNoEntry: false })
    return found === undefined ? [] : [{ path, dev: found.dev, ino: found.ino }]
  })
  return () =>
    held.every(({ path, dev, ino }) => {
      const found = statOf(path)
      return found !== undefined && found.ino === ino && found.dev === dev
    })
}

/** A folder that is a file by now, or that nobody may enter, holds none of ours either. */
function statOf(path: string) {
  try {
    return lstatSync(path, { throwIfNoEntry: false })
  } catch {
    return undefined
  }
}
