import { distance } from 'fastest-levenshtein'
import { ApiError } from '../../src/contract/errors/errors.ts'
import type { Operation } from '../../src/contract/operation.ts'

/** The refusal of a request that matches no route: 405 where another method would match, else 404 with a hint. */
export function unknownRoute(operations: readonly Operation[], method: string, url: string): ApiError {
  const path = url.split('?', 1)[0] ?? url
  const methods = [...new Set(operations.filter(o => matches(o.path, path)).map(o => o.method))]
  if (methods.length > 0) {
    const allow = methods.join(', ')
    return new ApiError('method_not_allowed', {
      message: `${path} does not take ${method}; it takes ${allow}`,
      headers: { allow },
    })
  }
  const nearest = nearestRoute(operations, method, path)
  return new ApiError('not_found', {
    message: `There is no ${method} ${path}${nearest === undefined ? '' : `; did you mean ${nearest.method} ${nearest.path}?`}`,
  })
}

function matches(template: string, path: string): boolean {
  const wanted = template.split('/')
  const found = path.split('/')
  return (
    wanted.length === found.length &&
    wanted.every((part, i) => (part.startsWith('{') ? found[i] !== '' : part === found[i]))
  )
}

const longestParts = 12
const longestPart = 80

/** The route with the fewest edits; ids in the path count as right wherever the template has a placeholder. */
function nearestRoute(operations: readonly Operation[], method: string, path: string) {
  // Comparing takes the product of the lengths: no more is looked at than a route and its ids could be.
  const found = path.split('/', longestParts).map(part => part.slice(0, longestPart))
  const scored = operations.map(operation => {
    const filled = operation.path
      .split('/')
      .map((part, i) => (part.startsWith('{') ? (found[i] ?? part) : part))
      .join('/')
    const wrongMethod = operation.method === method ? 0 : 1
    return { operation, edits: distance(filled, path) * 2 + wrongMethod }
  })
  return scored.toSorted((a, b) => a.edits - b.edits)[0]?.operation
}
