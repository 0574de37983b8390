import { notOurAnswer, type TextResponse } from './failures.ts'

/**
 * The JSON of a good answer. Throws the failure for an answer of somebody else: nothing, no JSON, no object, or one
 * without the members that ours have. `data` is the member of lists.
 */
export function ourObject(answer: TextResponse, url: URL, members: readonly string[]): object {
  const value = parsed(answer.text)
  if (isObject(value) && members.every(name => has(value, name))) return value
  throw notOurAnswer(answer, url)
}

/** A value that is neither a list, nor a single value, nor empty. */
export function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value) && Object.keys(value).length > 0
}

function has(object: Readonly<Record<string, unknown>>, name: string): boolean {
  const value = object[name]
  if (name === 'data') return Array.isArray(value) && value.every(isObject)
  return name === 'id' ? typeof value === 'string' : value !== undefined
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}
