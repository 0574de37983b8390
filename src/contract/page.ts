import { type TSchema, Type } from 'typebox'
import { fromReference, nullable, strictObject } from './schema.ts'

/** Members of `query` that every list takes (the reference's Pagination section; `order` is derived). */
export function pageMembers(orders: readonly string[]) {
  return {
    limit: Type.Optional(
      Type.Integer({
        minimum: 1,
        maximum: 100,
        default: 25,
        description: 'How many to return.',
        ...fromReference,
      }),
    ),
    cursor: Type.Optional(
      Type.String({
        minLength: 1,
        maxLength: 2000,
        description: 'Where to go on: `next_cursor` or `prev_cursor` of an earlier page.',
        ...fromReference,
      }),
    ),
    order: Type.Optional(
      Type.Enum([...orders], {
        default: orders[0],
        description: 'The order of the list; a minus sign means descending.',
      }),
    ),
  }
}

export type PageMembers = ReturnType<typeof pageMembers>

/** The envelope of every list (the reference's Pagination section). */
export function pageOf<Item extends TSchema>(item: Item) {
  return strictObject({
    data: Type.Array(item, { maxItems: 100, ...fromReference }),
    has_more: Type.Boolean({ description: 'Whether another page follows.', ...fromReference }),
    next_cursor: nullable(Type.String(), { description: 'Cursor of the next page.', ...fromReference }),
    prev_cursor: nullable(Type.String(), { description: 'Cursor of the page before.', ...fromReference }),
  })
}
