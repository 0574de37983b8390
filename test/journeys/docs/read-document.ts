import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { root } from '../built-cli.ts'

/** Something in a document that a reader types, or keeps in a file. */
export interface Passage {
  readonly file: string
  /** Where it begins, counted from 1. */
  readonly line: number
  /** `typed` goes into a shell; anything else is the language of a block of code. */
  readonly kind: string
  /** What stands behind the language, such as the name of a file. */
  readonly name: string
  readonly text: string
}

/** Languages of blocks that go into a shell; in `console`, what is typed stands behind a prompt. */
const shells = ['sh', 'console', 'bash', 'shell']

/**
 * Everything of a Markdown file that is typed, in order: lines of shell blocks, indented blocks, and commands in a
 * sentence, that is `npx ideadunes …` between backticks. Blocks of code come as they are.
 */
export function readDocument(file: string): readonly Passage[] {
  const lines = readFileSync(join(root, file), 'utf8').split('\n')
  const passages: Passage[] = []
  for (let at = 0; at < lines.length; at += 1) {
    const text = lines[at] ?? ''
    const fence = /^ *```(\S*) *(.*)$/.exec(text)
    if (fence === null) {
      passages.push(...(isIndented(lines, at) ? [typed(file, at, text.trim())] : inSentence(file, at, text)))
      continue
    }
    const [, language = '', name = ''] = fence
    const end = lines.findIndex((line, index) => index > at && /^ *```$/.test(line))
    if (end === -1) throw new Error(`${file}:${at + 1} opens a block that nothing closes`)
    const body = lines.slice(at + 1, end)
    if (shells.includes(language)) passages.push(...shellLines(file, at + 1, body, language))
    else passages.push({ file, line: at + 1, kind: language, name, text: `${body.join('\n')}\n` })
    at = end
  }
  return passages
}

function typed(file: string, at: number, text: string): Passage {
  return { file, line: at + 1, kind: 'typed', name: '', text }
}

/** A block of its own, not a wrapped item of a list. */
function isIndented(lines: readonly string[], at: number): boolean {
  const isCode = (index: number) => /^ {4,}\S/.test(lines[index] ?? '')
  let first = at
  while (isCode(first - 1)) first -= 1
  return isCode(at) && (lines[first - 1] ?? '').trim() === ''
}

function inSentence(file: string, at: number, text: string): readonly Passage[] {
  return [...text.matchAll(/`(npx ideadunes [^`]+)`/g)].map(([, command = '']) => typed(file, at, command))
}

/** Lines as a shell takes them: with their continuation behind a backslash, a pipe, or an open quote. */
function shellLines(
  file: string,
  first: number,
  body: readonly string[],
  language: string,
): readonly Passage[] {
  const passages: Passage[] = []
  let begun: { readonly at: number; text: string } | undefined
  for (const [index, line] of body.entries()) {
    if (begun === undefined) {
      const text = language === 'console' ? /^\$ (.*)$/.exec(line)?.[1] : line
      // Without a prompt it is what a command prints.
      if (text === undefined || text.trim() === '' || text.startsWith('#')) continue
      begun = { at: first + index, text }
    } else begun.text += `\n${line}`
    if (isOpen(begun.text)) continue
    passages.push(typed(file, begun.at, begun.text))
    begun = undefined
  }
  if (begun !== undefined)
    throw new Error(`${file}:${begun.at + 1} is a line that does not end: ${begun.text}`)
  return passages
}

function isOpen(text: string): boolean {
  return /(\\|\|)\s*$/.test(text) || (withoutDoubleQuoted(text).match(/'/g) ?? []).length % 2 === 1
}

function withoutDoubleQuoted(text: string): string {
  return text.replaceAll(/"(?:[^"\\]|\\.)*"/gs, found => (found.includes("'") ? '' : found))
}
