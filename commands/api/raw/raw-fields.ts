import { Failure } from '../../../src/failure/failure.ts'
import { depthLimit, excessOf } from '../../../src/text/json-size.ts'
import { parseJson } from '../../../src/text/parse-json.ts'

/** Members as JSON. */
export type Fields = Readonly<Record<string, unknown>>

/** Where a value goes: `a`, `a[b]`, `a[]` for one more item. */
const path = /^([^[\]=]+?)((?:\[[^[\]=]*\])*)(:?=)([\s\S]*)$/

/**
 * Reads `-f` as a body: `name=text`, `name:=JSON`, `name[member]=text`, `name[]=item`. Throws a usage failure for what is
 * none of these, and where two of them contradict.
 */
export function bodyFields(typed: readonly string[]): Fields {
  const root: Record<string, unknown> = Object.create(null)
  for (const field of typed) {
    const { name, inner, value } = partsOf(field)
    place(root, [name, ...inner], value, field)
  }
  if (excessOf(root, depthLimit) !== undefined) throw wrong('--field is nested too deep', typed[0] ?? '')
  return root
}

/** Reads `-f` as a query: texts by their names, several of one name with commas between them. */
export function queryFields(typed: readonly string[]): Readonly<Record<string, string>> {
  const query: Record<string, string> = {}
  for (const field of typed) {
    const { name, inner, value } = partsOf(field)
    const key = [name, ...inner.filter(part => part !== '').map(part => `[${part}]`)].join('')
    const text = typeof value === 'string' ? value : JSON.stringify(value)
    query[key] = query[key] === undefined ? text : `${query[key]},${text}`
  }
  return query
}

function partsOf(field: string) {
  const [, name = '', brackets = '', sign, text = ''] = path.exec(field) ?? []
  if (name === '') throw wrong('--field must be NAME=TEXT or NAME:=JSON', field)
  const inner = [...brackets.matchAll(/\[([^\]]*)\]/g)].map(([, part = '']) => part)
  return { name, inner, value: sign === ':=' ? jsonOf(text, field) : text }
}

function place(root: Record<string, unknown>, way: readonly string[], value: unknown, field: string): void {
  let at: Record<string, unknown> | unknown[] = root
  for (const [index, part] of way.entries()) {
    const isLast = index === way.length - 1
    const next: unknown = isLast ? value : way[index + 1] === '' ? [] : Object.create(null)
    const isItem = part === ''
    if (Array.isArray(at) !== isItem) throw wrong('--field contradicts another', field)
    const found: unknown = Array.isArray(at) ? undefined : at[part]
    if (isLast && found !== undefined) throw wrong('--field is given twice', field)
    if (found === undefined) {
      if (Array.isArray(at)) at.push(next)
      else at[part] = next
    }
    if (isLast) return
    const inside = found ?? next
    if (typeof inside !== 'object' || inside === null) throw wrong('--field contradicts another', field)
    at = inside as Record<string, unknown>
  }
}

function jsonOf(text: string, field: string): unknown {
  try {
    return parseJson(text)
  } catch (error) {
    throw wrong(`--field is not valid JSON behind := (${(error as Error).message})`, field)
  }
}

function wrong(message: string, field: string): Failure {
  return new Failure('usage', 'invalid_flag', `${message}: ${field}`, {
    field: '--field',
    hint: "For example -f name=Priya -f 'capacity:=4' -f 'metadata[source]=web' -f 'skill_ids[]=skl_1'.",
  })
}
