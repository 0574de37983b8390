/** The largest of any number of numbers, and `atLeast` when all are less; `Math.max(...list)` fails on a long list. */
export function largest(numbers: Iterable<number>, atLeast = Number.NEGATIVE_INFINITY): number {
  let found = atLeast
  for (const number of numbers) if (number > found) found = number
  return found
}

/** The smallest of any number of numbers, and `atMost` when all are more. */
export function smallest(numbers: Iterable<number>, atMost = Number.POSITIVE_INFINITY): number {
  let found = atMost
  for (const number of numbers) if (number < found) found = number
  return found
}
