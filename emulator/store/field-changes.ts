import { isDeepStrictEqual } from 'node:util'
import type { FieldChange } from '../../src/control/snapshot-control.ts'

type Fields = Readonly<Record<string, unknown>>

/** Follow from the rest, or change with every change. */
const untold = new Set(['id', 'tenant_id', 'links'])
const stamps = ['revision', 'updated_at']

/** By which of its members an item of a list is recognised. */
const namesOfItems = ['id', 'skill_id', 'group', 'resource_id', 'date']

/**
 * What differs between two states of an object, nested members by their paths. Revision and time of change are told
 * only where nothing else differs. Secrets are never in it.
 */
export function changedFields(before: Fields, after: Fields): FieldChange[] {
  const all = changesAt('', without(before), without(after))
  const telling = all.filter(({ field }) => !stamps.includes(field))
  return telling.length > 0 ? telling : all
}

/** All that an object has, as changes from or to nothing. */
export function fieldsOf(object: Fields, change: 'added' | 'removed'): FieldChange[] {
  const [before, after] = change === 'added' ? [{}, object] : [object, {}]
  return changesAt('', without(before), without(after)).filter(
    ({ from, to }) => !isEmpty(from) || !isEmpty(to),
  )
}

function changesAt(path: string, before: unknown, after: unknown): FieldChange[] {
  if (isDeepStrictEqual(before ?? null, after ?? null)) return []
  const [older, newer] = [membersOf(before), membersOf(after)]
  if (older !== undefined && newer !== undefined) {
    const names = [...new Set([...Object.keys(newer), ...Object.keys(older)])]
    const nested = names.flatMap(name => changesAt(pathOf(path, name), older[name], newer[name]))
    if (nested.length > 0) return nested
  }
  return [{ field: path, from: shown(path, before), to: shown(path, after) }]
}

/**
 * The members of an object, or the items of a list by what they are recognised by: none of nothing, so that what came
 * to be is told member by member. Undefined for a plain value, and for a list of them.
 */
function membersOf(value: unknown): Fields | undefined {
  if (value === undefined || value === null) return {}
  if (typeof value !== 'object') return undefined
  if (!Array.isArray(value)) return value as Fields
  if (!value.every(item => typeof item === 'object' && item !== null)) return undefined
  const items = value as Fields[]
  const name = namesOfItems.find(
    candidate =>
      new Set(items.map(item => item[candidate]).filter(known => known != null)).size === items.length,
  )
  return Object.fromEntries(
    items.map((item, at) => [`[${name === undefined ? at : String(item[name])}]`, item]),
  )
}

function pathOf(path: string, name: string): string {
  if (name.startsWith('[')) return `${path}${name}`
  return path === '' ? name : `${path}.${name}`
}

function without(object: Fields): Fields {
  return Object.fromEntries(Object.entries(object).filter(([name]) => !untold.has(name)))
}

function shown(path: string, value: unknown): unknown {
  if (value === undefined || value === null) return null
  if (/(^|[._])secret$/.test(path)) return '[secret]'
  return JSON.parse(JSON.stringify(value).replaceAll(/\b(?:sk|pk|cs|whsec|ctl)_[\w-]{6,}/g, '[secret]'))
}

function isEmpty(value: unknown): boolean {
  return value === null || (typeof value === 'object' && Object.keys(value).length === 0)
}
