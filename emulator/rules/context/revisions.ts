import { isDeepStrictEqual } from 'node:util'
import { ApiError } from '../../../src/contract/errors/errors.ts'
import { toStored } from '../../store/instants.ts'
import type { Context } from './context.ts'

/** Refuses with 412 when If-Match names another revision than the object's. Called right after the object was found. */
export function requireRevision(
  ctx: Context,
  object: { readonly id: string; readonly revision: number },
): void {
  if (ctx.ifMatch === null || ctx.ifMatch === '*' || ctx.ifMatch === `"${object.revision}"`) return
  const asked = /^"\d+"$/.test(ctx.ifMatch)
    ? `If-Match asks for ${ctx.ifMatch}; read it again`
    : `If-Match is ${ctx.ifMatch}; send the ETag as it came, with its quotes, such as "${object.revision}", or *`
  throw new ApiError('revision_mismatch', {
    message: `${object.id} is at revision ${object.revision}, and ${asked}`,
    details: { revision: object.revision },
  })
}

/** The row as it is after a change: touched now, one revision on. */
export function revised<Row extends { revision: number; updated_at: string }>(
  ctx: Context,
  row: Row,
  changes: Partial<Row>,
): Row {
  return { ...row, ...changes, updated_at: toStored(ctx.now), revision: row.revision + 1 }
}

/**
 * What an object was before a change, for `previous_attributes`: the old values of the members that changed,
 * without revision and updated_at. Empty when nothing changed: then nothing is written and nothing is emitted.
 */
export function previousAttributes(before: object, after: object): Record<string, unknown> {
  const later = after as Record<string, unknown>
  return Object.fromEntries(
    Object.entries(before).filter(
      ([name, value]) =>
        // The order of keys is no difference: metadata may be sent back in any.
        name !== 'revision' && name !== 'updated_at' && !isDeepStrictEqual(value, later[name]),
    ),
  )
}
