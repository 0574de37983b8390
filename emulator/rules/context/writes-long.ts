import type { AnyHandler } from './context.ts'

const long = new WeakSet<object>()

/**
 * Marks an operation that writes so much that everybody would wait for it. It gets a transaction of its own, all of it
 * or nothing as ever, and passes `ctx.turns` on its way: others read meanwhile, and who writes waits behind it.
 */
export function writesLong<Handler extends (...given: never) => unknown>(handler: Handler): Handler {
  long.add(handler)
  return handler
}

/** Whether an operation is marked so. */
export function isLong(handler: AnyHandler): boolean {
  return long.has(handler)
}
