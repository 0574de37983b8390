import type { TSchema } from 'typebox'
import { freePatterns } from '../texts.ts'

interface TextSchema {
  readonly type?: string
  readonly format?: string
  readonly pattern?: string
  readonly maxLength?: number
  readonly enum?: readonly string[]
  readonly items?: TextSchema
  readonly 'x-values'?: readonly string[]
  readonly 'x-event-patterns'?: true
  readonly 'x-id-prefix'?: string
}

const ofFormats: Readonly<Record<string, string>> = { 'date-time': 'TIME', email: 'EMAIL' }

/** Texts that are no free ones although their schemas say only how long they may be. */
const ofMembers: Readonly<Record<string, string>> = {
  from: 'DATE',
  to: 'DATE',
  cursor: 'CURSOR',
  start_local: 'TIME',
  rrule: 'RRULE',
  client_secret: 'SECRET',
  actor: 'ACTOR',
  categories: 'CATEGORY',
  channel: 'CHANNEL',
  decided_by: 'NAME',
  ground: 'GROUND',
  source: 'SOURCE',
}

/** Free texts are longer. */
const longestWord = 64

/**
 * What stands behind the flag of a member in `--help`: `ID`, `TIME`, `STATUS`, and `TEXT` only for free text. `schema`
 * is that of the member, or of its items where the flag is repeated.
 */
export function valueNameOf(member: string, schema: TSchema): string {
  const whole = schema as TextSchema
  const { type = 'string', items } = whole
  if (type === 'integer' || type === 'number') return 'N'
  if (type === 'boolean') return ''
  if (type === 'object' || (type === 'array' && items?.type !== 'string')) return 'JSON'
  const several = whole['x-values'] !== undefined || /^\^.*\(,.*\)\*\$$/.test(whole.pattern ?? '')
  return `${wordOf(member, { ...whole, ...items })}${several ? ',…' : ''}`
}

function wordOf(member: string, schema: TextSchema): string {
  const { format, pattern, maxLength = Number.POSITIVE_INFINITY } = schema
  const last = (member.split('_').at(-1) ?? '').toUpperCase()
  if (schema['x-event-patterns'] === true) return 'EVENT'
  if (schema.enum !== undefined || schema['x-values'] !== undefined) return last
  if (schema['x-id-prefix'] !== undefined) return 'ID'
  if (format !== undefined) return ofFormats[format] ?? last
  if (pattern?.startsWith('^https') === true) return 'URL'
  const isShaped = pattern !== undefined && !freePatterns.has(pattern)
  return ofMembers[member] ?? (isShaped || maxLength <= longestWord ? last : 'TEXT')
}
