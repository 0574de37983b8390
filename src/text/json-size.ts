/** How large a JSON value may be: levels of lists and objects in each other, and values of any kind in all. */
export interface SizeLimits {
  readonly levels: number
  readonly values: number
}

/** What a request may hold. The deepest body of the API has six levels, the largest some 3,000 values. */
export const bodyLimits: SizeLimits = { levels: 32, values: 10_000 }

/** The same for what is of any length, such as a file: only its depth is limited. */
export const depthLimit: SizeLimits = { levels: bodyLimits.levels, values: Number.POSITIVE_INFINITY }

/**
 * Which limit a parsed JSON value exceeds, or undefined. It goes level by level: `JSON.parse` reads any depth, but
 * whatever calls itself for each level ends with the stack, and that is most of what comes after it.
 */
export function excessOf(value: unknown, { levels, values }: SizeLimits): 'levels' | 'values' | undefined {
  let level: readonly unknown[] = [value]
  let count = 0
  for (let depth = 0; level.length > 0; depth += 1) {
    count += level.length
    if (count > values) return 'values'
    const inner = level.filter(one => typeof one === 'object' && one !== null) as object[]
    if (inner.length > 0 && depth === levels) return 'levels'
    level = inner.length === 0 ? [] : inner.flatMap(one => Object.values(one))
  }
  return undefined
}
