import { globSync, readFileSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { root } from '../built-cli.ts'

/** What npm packs whether `files` names it or not. */
const always = ['package.json', 'README.md', 'LICENSE']

/** The files of the package, as `files` of package.json chooses them from what is built; `.ci/run` packs it for real. */
export function packedFiles(): readonly string[] {
  const { files } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as {
    files: readonly string[]
  }
  return [...always, ...files].flatMap(pattern => {
    const found = globSync(pattern, { cwd: root })
    return found.flatMap(name =>
      statSync(join(root, name)).isDirectory()
        ? globSync(`${name}/**/*`, { cwd: root }).filter(file => statSync(join(root, file)).isFile())
        : [name],
    )
  })
}
