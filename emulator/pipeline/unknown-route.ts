import { distance } from 'fastest-levenshtein'
import type { FastifyInstance } from 'fastify'
import { ApiError } from '../../src/contract/errors/errors.ts'

/** A route as people read it: with path parameters, `/v2/bookings/{booking_id}`. */
export interface KnownRoute {
  readonly method: string
  readonly path: string
}

/** Collects the routes that are registered after this, in their order. */
export function collectRoutes(app: FastifyInstance): readonly KnownRoute[] {
  const routes: KnownRoute[] = []
  app.addHook('onRoute', ({ method, url }) => {
    const path = url.replaceAll(/:(\w+)/g, '{$1}')
    for (const name of [method].flat()) routes.push({ method: name, path })
  })
  return routes
}

/** The refusal of a request that matches no route: 405 where another method would match, else 404 with a hint. */
export function unknownRoute(routes: readonly KnownRoute[], method: string, url: string): ApiError {
  const path = url.split('?', 1)[0] ?? url
  const parts = withoutBlanks(path)
  const found = new Set(routes.filter(route => matches(route.path, parts)).map(route => route.method))
  if (found.size > 0) {
    // HEAD follows from GET, and stands behind all others.
    const allow = [...found].toSorted((a, b) => Number(a === 'HEAD') - Number(b === 'HEAD')).join(', ')
    return new ApiError('method_not_allowed', {
      message: `${path} does not take ${method}; it takes ${allow}`,
      headers: { allow },
    })
  }
  const nearest = nearestRoute(routes, method === 'HEAD' ? 'GET' : method, parts)
  return new ApiError('not_found', {
    message: `There is no ${method} ${path}; ${nearest === undefined ? 'GET /openapi.json has all paths' : `did you mean ${nearest.method} ${nearest.path}?`}`,
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

/** The route with the fewest edits, unless more than a third would be new; ids in the path count as right wherever the template has a path parameter. */
function nearestRoute(routes: readonly KnownRoute[], method: string, path: string): KnownRoute | undefined {
  const asked = withoutLastSlashes(path)
  // Comparing takes the product of the lengths: no more is looked at than a route and its ids could be.
  const found = asked.split('/', longestParts).map(part => part.slice(0, longestPart))
  // The page at / is near to everything that is short.
  const candidates = routes.filter(route => route.method !== 'HEAD' && route.path !== '/')
  const scored = candidates.map(route => {
    const filled = route.path
      .split('/')
      .map((part, i) => (part.startsWith('{') ? (found[i] ?? part) : part))
      .join('/')
    const edits = distance(filled, asked)
    const isNear = edits * 3 <= Math.max(filled.length, asked.length)
    return { route, isNear, edits: edits * 2 + (route.method === method ? 0 : 1) }
  })
  return scored.filter(({ isNear }) => isNear).toSorted((a, b) => a.edits - b.edits)[0]?.route
}

/** The path with nothing in the place of parts that are blank: no id is. */
function withoutBlanks(path: string): string {
  const parts = path.split('/')
  return parts.map(part => (isBlank(part) ? '' : part)).join('/')
}

function isBlank(part: string): boolean {
  try {
    return decodeURIComponent(part).trim() === ''
  } catch {
    return false
  }
}

/** A slash at the end is one too many, and no id that is missing. */
function withoutLastSlashes(path: string): string {
  let end = path.length
  while (path[end - 1] === '/') end -= 1
  return path.slice(0, end)
}
