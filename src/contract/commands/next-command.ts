import { pathParametersOf } from '../../text/path-parameters.ts'
import type { Operation } from '../operation.ts'

/**
 * What people look at after a change, as a command with path parameters: `bookings get {id}`, `webhooks deliveries list
 * {webhook_id}`. It is what retrieves the object of the answer, else the list in which that stands, else what is
 * above it in the path. `{id}` stands for the id of the answer, the others for arguments of the command itself.
 * Undefined after a read, where the answer is no object, and where the object is gone.
 */
export function nextCommandOf(operation: Operation, operations: readonly Operation[]): string | undefined {
  const { method, path, result } = operation
  const name = componentOf(result)
  if (method === 'GET' || name === undefined) return undefined
  const reads = operations.filter(other => other.method === 'GET')
  const one = reads.find(read => componentOf(read.result) === name)
  const list = reads.find(read => componentOf(itemOf(read)) === name)
  if (method === 'DELETE' && (one?.path === path || list?.path === parentOf(path))) return undefined
  return [one, list, nearestAbove(path, reads)]
    .map(read => (read === undefined ? undefined : withPlaceholders(read, operation)))
    .find(command => command !== undefined)
}

/** The command of a read, if this operation knows what stands in its path. */
function withPlaceholders(read: Operation, operation: Operation): string | undefined {
  const own = pathParametersOf(operation.path)
  const wanted = pathParametersOf(read.path)
  const unknown = wanted.filter(name => !own.includes(name))
  const isOfAnswer = unknown.length === 0 || (unknown.length === 1 && unknown[0] === wanted.at(-1))
  const hasId = 'id' in ((operation.result as { properties?: object }).properties ?? {})
  if (!isOfAnswer || (unknown.length === 1 && !hasId)) return undefined
  return [read.command, ...wanted.map(name => (unknown.includes(name) ? '{id}' : `{${name}}`))].join(' ')
}

function nearestAbove(path: string, reads: readonly Operation[]): Operation | undefined {
  const parent = parentOf(path)
  if (parent === '') return undefined
  return reads.find(read => read.path === parent) ?? nearestAbove(parent, reads)
}

function parentOf(path: string): string {
  return path.slice(0, path.lastIndexOf('/'))
}

function itemOf({ orders, result }: Operation): unknown {
  const { data } = (result as { properties?: { data?: { items?: unknown } } }).properties ?? {}
  return orders === null ? undefined : data?.items
}

function componentOf(schema: unknown): string | undefined {
  return (schema as { 'x-component'?: string } | undefined)?.['x-component']
}
