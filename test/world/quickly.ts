import { expect } from 'vitest'

/**
 * What takes milliseconds, where an expression or a loop that grows with the square of its input would take minutes. Measured
 * in processor time of this process: on a busy machine everything takes long.
 */
export async function quickly<T>(work: () => T | Promise<T>): Promise<T> {
  const before = process.cpuUsage()
  const result = await work()
  const { user, system } = process.cpuUsage(before)
  expect((user + system) / 1_000).toBeLessThan(3_000)
  return result
}
