import { createHash } from 'node:crypto'
import { readFileSync, writeFileSync } from 'node:fs'

/** Makes scripts of CommonJS files of the build, as `src/scripts/compiled-scripts.ts` runs them. */
export function writeScripts(paths: readonly string[]): void {
  for (const path of paths) writeFileSync(path, scriptOf(readFileSync(path, 'utf8')))
}

/** Writes modules of the build again, in ASCII. */
export function writeAscii(paths: readonly string[]): void {
  for (const path of paths) writeFileSync(path, asciiOf(readFileSync(path, 'utf8')))
}

/** A function around the code, as strict as a module, behind a digest of it: what is compiled of it is kept by that. */
function scriptOf(code: string): string {
  const body = `(function(exports,require,module,__filename,__dirname){"use strict";${asciiOf(code)}\n})`
  return `/*${createHash('sha256').update(body).digest('hex').slice(0, 32)}*/${body}`
}

/** The same code in ASCII, of which V8 holds a byte for each character. Throws for what an escape would change. */
function asciiOf(code: string): string {
  const unescapable = /String\.raw`[^`]*[^\0-\x7f]|(?<!\\)(?:\\\\)*\\[^\0-\x7f]/.exec(code)
  if (unescapable !== null)
    throw new Error(`Cannot be written in ASCII: ${code.slice(unescapable.index, unescapable.index + 80)}`)
  return code.replace(/[^\0-\x7f]/g, unit => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`)
}
