import { Failure } from '../../src/failure/failure.ts'

const firstWaitMs = 500
const longestWaitMs = 10_000

/** How long to wait before the n-th try to connect again, from 0: half a second, doubled up to ten seconds. */
export function reconnectWaitMs(tries: number): number {
  return Math.min(longestWaitMs, firstWaitMs * 2 ** Math.min(tries, 10))
}

/** Whether what went wrong may be over in a while: nobody there, too many requests, a server in trouble. */
export function mayPass(error: unknown): error is Failure {
  if (!(error instanceof Failure)) return false
  return ['unreachable', 'rate_limited'].includes(error.kind) || passingCodes.includes(error.code)
}

/** What a proxy says whose service restarts, and a service that failed once. */
const passingCodes = ['unexpected_answer', 'internal_error', 'service_unavailable']
