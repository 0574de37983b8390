import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { type Asked, createFaults, type NewFault, parseFaults } from '../../emulator/sandbox/faults.ts'

const asked: Asked = { operation: 'createBooking', tenant: 'tnt_a', seed: 'seed' }
const fault = (changes: Partial<NewFault> = {}): NewFault => ({
  effect: 'drop_after',
  code: null,
  status: null,
  delayMs: 0,
  operation: null,
  tenant: null,
  skip: 0,
  times: null,
  probability: 1,
  createdMs: 0,
  ...changes,
})
const filled = (...rules: Partial<NewFault>[]) => {
  const faults = createFaults()
  for (const rule of rules) faults.add(fault(rule))
  return faults
}
const taken = (faults: ReturnType<typeof filled>, times: number, request = asked) =>
  Array.from({ length: times }, () => faults.take(request)?.id)

describe('faults', () => {
  test('hit those that they are for, in the order in which they were made', () => {
    const faults = filled({ operation: 'createCustomer' }, { tenant: 'tnt_b' }, { times: 1 }, {})
    expect(taken(faults, 2)).toEqual(['flt_3', 'flt_4'])
    expect(faults.take({ ...asked, tenant: 'tnt_b' })?.id).toBe('flt_2')
    expect(faults.take({ ...asked, operation: 'createCustomer', tenant: 'tnt_b' })?.id).toBe('flt_1')
    expect(faults.take({ ...asked, operation: null })?.id).toBe('flt_4')
  })

  test('let some through first, and end after as many as they were to hit', () => {
    const faults = filled({ skip: 2, times: 2 })
    expect(taken(faults, 6)).toEqual([undefined, undefined, 'flt_1', 'flt_1', undefined, undefined])
    expect(faults.list()).toMatchObject([{ matched: 4, hit: 2 }])
  })

  test('that are removed hit nobody, and no id comes twice', () => {
    const faults = filled({}, {})
    expect(faults.remove('flt_1')).toMatchObject({ id: 'flt_1' })
    expect(faults.remove('flt_1')).toBeUndefined()
    expect(taken(faults, 1)).toEqual(['flt_2'])
    expect([faults.clear(), faults.clear()]).toEqual([1, 0])
    expect(faults.add(fault()).id).toBe('flt_3')
  })

  test('with a probability hit about that share, and the same requests for the same seed', () => {
    fc.assert(
      fc.property(fc.double({ min: 0.05, max: 0.95, noNaN: true }), fc.string(), (probability, seed) => {
        const request = { ...asked, seed }
        const [one, other] = [filled({ probability }), filled({ probability })]
        const hits = taken(one, 2_000, request)
        expect(taken(other, 2_000, request)).toEqual(hits)
        const share = hits.filter(id => id !== undefined).length / 2_000
        // Six standard deviations: at the worst, one run in a hundred million is further off.
        expect(Math.abs(share - probability)).toBeLessThan(6 * Math.sqrt(0.25 / 2_000))
      }),
      { numRuns: 20 },
    )
  })

  test('are written down once after each change, and go on from there', () => {
    const faults = filled({ operation: 'getBooking', times: 3 }, { effect: 'error', code: 'not_found' })
    taken(faults, 5)
    const saved = faults.changed()
    if (saved === undefined) throw new Error('Nothing has changed.')
    taken(faults, 1)
    faults.written(saved)
    // What was counted since is still to be written.
    const later = faults.changed()
    expect(later).toBeDefined()
    if (later !== undefined) faults.written(later)
    expect(faults.changed()).toBeUndefined()
    const next = createFaults()
    const parsed = parseFaults(JSON.stringify(later))
    if (parsed === null) throw new Error('It cannot be read.')
    next.restore(parsed)
    expect(next.list()).toEqual(faults.list())
    expect(next.changed()).toBeUndefined()
    expect(next.add(fault()).id).toBe('flt_3')
  })
})

test.each([
  '',
  'null',
  '[]',
  '{"made":1}',
  '{"made":-1,"faults":[]}',
  '{"made":1,"faults":[null]}',
  '{"made":1,"faults":[{}]}',
  JSON.stringify({ made: 1, faults: [{ ...fault(), id: 'flt_1', matched: 0, hit: 0, probability: 0 }] }),
  JSON.stringify({ made: 1, faults: [{ ...fault(), id: 'x', matched: 0, hit: 0 }] }),
  JSON.stringify({
    made: 1,
    faults: [{ ...fault({ effect: 'burn' as never }), id: 'flt_1', matched: 0, hit: 0 }],
  }),
  JSON.stringify({ made: 1, faults: [{ ...fault({ times: 1.5 }), id: 'flt_1', matched: 0, hit: 0 }] }),
])('%s is no list of faults', text => {
  expect(parseFaults(text)).toBeNull()
})
