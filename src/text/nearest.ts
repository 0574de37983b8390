import { distance } from 'fastest-levenshtein'

/** The known name that was most probably meant; undefined if none is near. */
export function nearestOf(typed: string, known: readonly string[]): string | undefined {
  const tolerance = Math.max(2, Math.floor(typed.length / 3))
  const [best] = known
    .map(name => ({ name, far: distance(typed, name) }))
    .filter(({ far }) => far <= tolerance)
    .sort((one, other) => one.far - other.far)
  return best?.name
}
