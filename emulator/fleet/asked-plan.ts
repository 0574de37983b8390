import { parsePlan, plans } from '../../src/contract/plans.ts'
import { Failure } from '../../src/failure/failure.ts'

/** The plan that somebody asks for, by name or as limits. Throws a usage Failure for what is none. */
export function askedPlan(text: string, field: string): NonNullable<ReturnType<typeof parsePlan>> {
  const plan = parsePlan(text)
  if (plan !== null) return plan
  throw new Failure('usage', 'unknown_plan', `There is no plan ${text}`, {
    hint: `Take one of ${Object.keys(plans).join(', ')}, or negotiated limits such as 100/5000/500000 (per second, minute and day).`,
    field,
  })
}
