/** A list in parts of at most so many items, in their order. */
export function* partsOf<Item>(list: readonly Item[], most: number): Generator<readonly Item[]> {
  for (let at = 0; at < list.length; at += most) yield list.slice(at, at + most)
}
