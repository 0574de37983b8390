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
