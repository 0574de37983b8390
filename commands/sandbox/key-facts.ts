import type { FirstKeys } from '../../src/control/sandbox-control.ts'

/** The keys of a sandbox for people. */
export function keyFacts({ secret, publishable }: FirstKeys): readonly (readonly [string, string])[] {
  return [
    ['Secret key', secret ?? revoked],
    ['Publishable key', publishable ?? revoked],
  ]
}

const revoked = 'revoked; `sandbox keys create` makes another'
