import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { root } from './built-cli.ts'

/** The commands of the README's console blocks, in order, each with its continuation lines. */
export function readmeCommands(): string[] {
  const text = readFileSync(join(root, 'README.md'), 'utf8')
  const blocks = [...text.matchAll(/^```console\n(.*?)^```$/gms)].map(([, block = '']) => block)
  return blocks.flatMap(block => block.split(/^\$ /m).slice(1))
}
