import { createTurns } from '../../../src/time/turns.ts'
import { pointerOf } from './pointers.ts'

/** What is told of a JSON text while it is read. Offsets count from 0. */
export interface JsonListener {
  /** A member, at its name, or a list item, at its beginning; `pathOf` gives its JSON Pointer. */
  onValue?(pathOf: () => string, at: number): void
  /** A name that occurred in its object before, of which `JSON.parse` would say nothing. */
  onRepeated?(path: string, at: number): void
  /** A list or object begins, inside of so many others. */
  onLevel?(levels: number, at: number): void
}

/** A list or object that is not closed yet. */
interface Open {
  readonly value: Record<string, unknown> | unknown[]
  /** The member or item that is being read. */
  name: string
}

const space = /[ \t\n\r]*/y
const scalar = /-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?|true|false|null/y

/**
 * Reads a JSON text as `JSON.parse` does, and gives others their turns meanwhile; undefined for what is no JSON. It
 * keeps its own stack, so that no text ends that of the process.
 */
export async function parseJson(
  text: string,
  { onValue, onRepeated, onLevel }: JsonListener = {},
): Promise<{ readonly value: unknown } | undefined> {
  const turns = createTurns()
  const open: Open[] = []
  const pathOf = () => open.reduce((path, { name }) => pointerOf(path, name), '')
  let at = 0
  let root: unknown
  let expects: 'value' | 'name' | 'comma' = 'value'
  // Whether the list or object may end here: not after a comma.
  let mayEnd = false

  for (;;) {
    if (turns.isOver) await turns.pass()
    at = endOf(space, text, at)
    const inner = open.at(-1)
    const first = text.charAt(at)
    if (mayEnd && inner !== undefined && first === (Array.isArray(inner.value) ? ']' : '}')) {
      at += 1
      open.pop()
      expects = 'comma'
    } else if (expects === 'comma') {
      if (first !== ',' || inner === undefined) return undefined
      at += 1
      expects = Array.isArray(inner.value) ? 'value' : 'name'
      mayEnd = false
      continue
    } else if (expects === 'name' && inner !== undefined) {
      const end = endOfString(text, at)
      const name = stringIn(text, at, end)
      const colon = endOf(space, text, end)
      if (name === undefined || text.charAt(colon) !== ':') return undefined
      inner.name = name
      if (Object.hasOwn(inner.value, name)) onRepeated?.(pathOf(), at)
      onValue?.(pathOf, at)
      at = colon + 1
      expects = 'value'
      mayEnd = false
      continue
    } else {
      if (inner === undefined) onValue?.(pathOf, at)
      else if (Array.isArray(inner.value)) {
        inner.name = String(inner.value.length)
        onValue?.(pathOf, at)
      }
      const begins = first === '[' ? [] : first === '{' ? {} : undefined
      const end =
        begins !== undefined ? at + 1 : first === '"' ? endOfString(text, at) : endOf(scalar, text, at)
      const value = begins ?? (first === '"' ? stringIn(text, at, end) : scalarIn(text, at, end))
      if (value === undefined) return undefined
      if (inner === undefined) root = value
      else attach(inner, value)
      if (begins !== undefined) {
        onLevel?.(open.length, at)
        open.push({ value: begins, name: '' })
        expects = first === '[' ? 'value' : 'name'
      } else expects = 'comma'
      at = end
    }
    mayEnd = true
    if (open.length === 0) return endOf(space, text, at) === text.length ? { value: root } : undefined
  }
}

/** Where what the sticky expression matches ends; the same place when there is nothing of it. */
function endOf(expression: RegExp, text: string, at: number): number {
  expression.lastIndex = at
  return expression.test(text) ? expression.lastIndex : at
}

/** Behind the closing quote; the end of the text where there is none. */
function endOfString(text: string, at: number): number {
  for (let quote = text.indexOf('"', at + 1); quote >= 0; quote = text.indexOf('"', quote + 1)) {
    let escapes = 0
    while (text.charAt(quote - 1 - escapes) === '\\') escapes += 1
    if (escapes % 2 === 0) return quote + 1
  }
  return text.length
}

function stringIn(text: string, at: number, end: number): string | undefined {
  if (text.charAt(at) !== '"') return undefined
  try {
    return JSON.parse(text.slice(at, end)) as string
  } catch {
    return undefined
  }
}

function scalarIn(text: string, at: number, end: number): unknown {
  return end === at ? undefined : JSON.parse(text.slice(at, end))
}

function attach({ value: outer, name }: Open, value: unknown): void {
  if (Array.isArray(outer)) outer.push(value)
  else if (name !== '__proto__') outer[name] = value
  else Object.defineProperty(outer, name, { value, enumerable: true, configurable: true, writable: true })
}
