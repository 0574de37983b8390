import { describe, expect, test } from 'vitest'
import { parsePlan, plans } from '../../src/contract/plans.ts'

test("the plans have the reference's numbers", () => {
  expect(plans).toMatchObject({
    free: { per_second: 5, per_minute: 200, per_day: 10_000 },
    starter: { per_second: 10, per_minute: 500, per_day: 50_000 },
    business: { per_second: 50, per_minute: 2_000, per_day: 200_000 },
    scale: { per_second: 200, per_minute: 10_000, per_day: 1_000_000 },
  })
})

describe('a plan is read', () => {
  test.each(Object.keys(plans))('by its name: %s', name => {
    expect(parsePlan(name)).toEqual({ plan: name, limits: plans[name] })
  })

  test('as negotiated limits', () => {
    const limits = { per_second: 1, per_minute: 20, per_day: 300 }
    expect(parsePlan('1/20/300')).toEqual({ plan: 'enterprise', limits })
  })

  test.each([
    '',
    'Free',
    'gold',
    '__proto__',
    'toString',
    '1/2',
    '1/2/3/4',
    '0/1/1',
    '-1/1/1',
    '1.5/1/1',
    '1 / 2 / 3',
  ])('but not from %j', text => {
    expect(parsePlan(text)).toBeNull()
  })
})
