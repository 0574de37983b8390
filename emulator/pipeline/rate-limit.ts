import type { FastifyReply } from 'fastify'
import { ApiError } from '../../src/contract/errors/errors.ts'
import { windowsOf } from '../sandbox/rate-limiter.ts'
import type { Caller } from './authenticate.ts'

/**
 * Spends one request of the tenant's plan and writes the rate headers. Throws `rate_limited` with a Retry-After
 * in whole seconds, rounded up: never too early.
 */
export function spendOne({ key, tenant }: Caller, reply: FastifyReply): void {
  const decision = key.sandbox.limiter.take(tenant.id, tenant.limits)
  const seconds = Math.ceil(decision.waitMs / 1000)
  reply
    .header('x-rate-limit-remaining', String(decision.remaining))
    .header('ratelimit', `"${decision.window.name}";r=${decision.remaining};t=${seconds}`)
    .header('ratelimit-policy', policyOf(tenant.limits))
  if (decision.allowed) return
  throw new ApiError('rate_limited', {
    message: `Too many requests for the plan ${tenant.plan} in one ${decision.window.name}; try again in ${seconds} s`,
    details: { window: decision.window.name },
    headers: { 'retry-after': String(seconds) },
  })
}

const policies = new WeakMap<object, string>()

/** `RateLimit-Policy` of the IETF draft: each window's quota and length. */
function policyOf(limits: Caller['tenant']['limits']): string {
  let policy = policies.get(limits)
  if (policy === undefined) {
    policy = windowsOf(limits)
      .map(window => `"${window.name}";q=${window.capacity};w=${window.seconds}`)
      .join(', ')
    policies.set(limits, policy)
  }
  return policy
}
