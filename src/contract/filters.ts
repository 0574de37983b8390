import { Type } from 'typebox'

/** Text that may hold several of the listed values, comma-separated (rules, section 2: Lists). */
export function severalOf(values: readonly string[], description: string) {
  const one = `(${values.join('|')})`
  return Type.String({
    pattern: `^${one}(,${one})*$`,
    description: `${description} Several: comma-separated.`,
    'x-values': [...values],
  })
}

/** Text that may hold several ids, comma-separated. */
export function idsOf(prefix: string, description: string) {
  const one = `${prefix}_[A-Za-z0-9_]{1,64}`
  return Type.String({
    pattern: `^${one}(,${one})*$`,
    maxLength: 2000,
    description: `${description} Several: comma-separated.`,
    'x-id-prefix': prefix,
  })
}

/** Text that may hold several free values, comma-separated; the whole text counts too, for values with commas. */
export function textsOf(description: string) {
  return Type.String({
    minLength: 1,
    maxLength: 2000,
    description: `${description} Several: comma-separated.`,
  })
}
