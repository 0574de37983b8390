import type { TestAnswer, TestRequest, TestSandbox } from '../../world/sandbox.ts'
import { firedUntil, niket } from './resource-world.ts'

// Monday 20 April 2026, 10:00, 10:30 and 12:00 in Kolkata.
export const ten = '2026-04-20T04:30:00Z'
export const halfPast = '2026-04-20T05:00:00Z'
export const noon = '2026-04-20T06:30:00Z'

/** A period that is planned. */
export const morning = { from: ten, until: '2026-04-20T06:00:00Z' }

/** Takes Dr Niket offline, now by default. */
export async function offline(
  sandbox: TestSandbox,
  body: object = {},
  request: TestRequest = {},
): Promise<TestAnswer> {
  return await sandbox.send('POST', `${niket}/offline`, { body, ...request })
}

/** Brings him back. */
export async function online(sandbox: TestSandbox, request: TestRequest = {}): Promise<TestAnswer> {
  return await sandbox.send('POST', `${niket}/online`, request)
}

/** Moves the clock, doing what is due; gives what was done to resources as `time kind: events`. */
export async function advance(sandbox: TestSandbox, to: string): Promise<string[]> {
  return (await firedUntil(sandbox, to)).map(job => `${job.at} ${job.kind}: ${job.events}`)
}
