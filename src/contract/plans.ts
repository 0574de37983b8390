/** Requests allowed to one tenant in each window. */
export interface RateLimits {
  readonly per_second: number
  readonly per_minute: number
  readonly per_day: number
}

/** What the default data set's tenants negotiated; its burst explains the 4998 of the reference's example. */
export const defaultEnterpriseLimits: RateLimits = {
  per_second: 2_500,
  per_minute: 150_000,
  per_day: 10_000_000,
}

/**
 * Requests per window of each plan (the reference's Rate limits). `enterprise` is negotiated for each tenant and
 * starts from what the default tenants have; `unlimited` is no plan of the service: it counts, and refuses nothing.
 */
export const plans: Readonly<Record<string, RateLimits>> = {
  free: { per_second: 5, per_minute: 200, per_day: 10_000 },
  starter: { per_second: 10, per_minute: 500, per_day: 50_000 },
  business: { per_second: 50, per_minute: 2_000, per_day: 200_000 },
  scale: { per_second: 200, per_minute: 10_000, per_day: 1_000_000 },
  enterprise: defaultEnterpriseLimits,
  unlimited: { per_second: 1_000_000_000, per_minute: 1_000_000_000, per_day: 1_000_000_000 },
}

/**
 * A plan as people write it: a name of `plans`, or negotiated limits `<per second>/<per minute>/<per day>`.
 * Null for anything else.
 */
export function parsePlan(text: string): { readonly plan: string; readonly limits: RateLimits } | null {
  const named = Object.hasOwn(plans, text) ? plans[text] : undefined
  if (named !== undefined) return { plan: text, limits: named }
  const match = /^([1-9]\d{0,8})\/([1-9]\d{0,8})\/([1-9]\d{0,8})$/.exec(text)
  if (match === null) return null
  const [per_second = 0, per_minute = 0, per_day = 0] = match.slice(1).map(Number)
  return { plan: 'enterprise', limits: { per_second, per_minute, per_day } }
}
