/** Adds any number of items at the end of a list; `push(...items)` fails on a long list, for arguments lie on the stack. */
export function append<Item>(list: Item[], items: Iterable<Item>): void {
  for (const item of items) list.push(item)
}
