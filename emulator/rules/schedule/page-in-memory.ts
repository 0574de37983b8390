import { compareText } from '../../scheduling/order.ts'
import { directionOf, type Page, type PageRequest, type Position } from '../../store/page.ts'

/** One page of a list that is worked out as a whole, by the same rules as those of the database. */
export function pageInMemory<Item>(
  items: readonly Item[],
  positionOf: (item: Item) => Position,
  request: PageRequest,
): Page<Item> {
  const sign = directionOf(request) === 'asc' ? 1 : -1
  const compare = (a: Position, b: Position) =>
    sign * (compareText(a.sort, b.sort) || compareText(a.id, b.id))
  const placed = items.map(value => ({ value, position: positionOf(value) }))
  const { from, limit } = request
  const behind = placed
    .filter(({ position }) => from === null || compare(position, from.position) > 0)
    .toSorted((a, b) => compare(a.position, b.position))
  const backwards = from?.direction === 'before'
  const more = behind.length > limit
  const shown = behind.slice(0, limit)
  return {
    items: backwards ? shown.toReversed() : shown,
    hasNext: backwards ? true : more,
    hasPrevious: backwards ? more : from !== null,
  }
}
