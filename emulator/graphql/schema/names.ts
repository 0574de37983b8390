/** `get_available_slots` or `available-slots` as the name of a type: `GetAvailableSlots`. */
export function typeName(...parts: readonly string[]): string {
  return parts
    .flatMap(part => part.split(/[^A-Za-z0-9]+/))
    .map(word => word.slice(0, 1).toUpperCase() + word.slice(1))
    .join('')
}

/** `ListBookings` as the name of a field: `listBookings`. */
export function fieldName(name: string): string {
  return name.slice(0, 1).toLowerCase() + name.slice(1)
}

/** Whether every value can be a value of an enum. */
export function areEnumNames(values: readonly unknown[]): values is readonly string[] {
  return values.every(
    value =>
      typeof value === 'string' && /^[A-Za-z_]\w*$/.test(value) && !['true', 'false', 'null'].includes(value),
  )
}

/** Names that introspection keeps for itself cannot be ours; the contract has none. */
export function requireName(name: string): string {
  if (/^(?!__)[A-Za-z_]\w*$/.test(name)) return name
  throw new Error(`${name} cannot be a name in GraphQL. Rename it in the contract.`)
}

/** Arguments of lists that Relay gives a meaning. */
const pageArguments = ['first', 'after', 'last', 'before']

/** The argument of a member of a list's query: `after` of REST's events is an id, and Relay's is a cursor. */
export function filterArgument(name: string): string {
  return pageArguments.includes(name) ? `${name}_id` : name
}
