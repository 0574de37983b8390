import { describe, expect, test } from 'vitest'
import { readRule } from '../../emulator/scheduling/recurrence-rule.ts'

const read = (text: string) => {
  const found = readRule(text)
  return 'rule' in found ? found.rule : found.faults
}

describe('rules that are read', () => {
  test.each([
    ['FREQ=DAILY;COUNT=1', { freq: 'DAILY', interval: 1, byDay: [], count: 1, until: null }],
    ['freq=weekly;interval=2;byday=mo,fr;count=52', { freq: 'WEEKLY', interval: 2, byDay: ['MO', 'FR'] }],
    ['FREQ=MONTHLY;BYDAY=-1FR,+2MO;COUNT=3', { freq: 'MONTHLY', byDay: ['-1FR', '+2MO'], count: 3 }],
    ['COUNT=3;FREQ=DAILY', { freq: 'DAILY', count: 3 }],
    ['FREQ=DAILY;UNTIL=20260630', { count: null, until: { kind: 'date', date: '2026-06-30' } }],
    ['FREQ=DAILY;UNTIL=2026-06-30', { until: { kind: 'date', date: '2026-06-30' } }],
    [
      'FREQ=DAILY;UNTIL=20260630T043000Z',
      { until: { kind: 'instant', ms: Date.parse('2026-06-30T04:30:00Z') } },
    ],
    [
      'FREQ=DAILY;UNTIL=2026-06-30T10:00:00+05:30',
      { until: { kind: 'instant', ms: Date.parse('2026-06-30T04:30:00Z') } },
    ],
  ])('%s', (text, rule) => {
    expect(read(text)).toMatchObject(rule)
  })
})

describe('rules that are refused, each with every fault', () => {
  test.each([
    ['FREQ=DAILY', ['must have either COUNT or UNTIL']],
    ['FREQ=DAILY;COUNT=2;UNTIL=20260630', ['must have either COUNT or UNTIL']],
    ['FREQ=DAILY;COUNT=53', ['must have a COUNT from 1 to 52']],
    ['FREQ=DAILY;COUNT=0', ['must have a COUNT from 1 to 52']],
    ['FREQ=DAILY;COUNT=1.5', ['must have a COUNT from 1 to 52']],
    ['FREQ=YEARLY;COUNT=2', ['must have a FREQ of DAILY, WEEKLY, MONTHLY, not YEARLY']],
    ['COUNT=2', ['must have a FREQ of DAILY, WEEKLY, MONTHLY']],
    ['FREQ=DAILY;INTERVAL=0;COUNT=2', ['must have an INTERVAL from 1 to 366']],
    ['FREQ=DAILY;COUNT=2;COUNT=3', ['has COUNT twice']],
    ['FREQ=DAILY;COUNT=2;', ['must be parts such as FREQ=WEEKLY with semicolons between them, not ""']],
    ['FREQ=DAILY;COUNT=2;BYMONTH=3', ['may have FREQ, INTERVAL, BYDAY, COUNT, UNTIL, not BYMONTH']],
    ['FREQ=WEEKLY;BYDAY=1MO;COUNT=2', ['may have ordinals such as 1MO with FREQ=MONTHLY only']],
    ['FREQ=DAILY;BYDAY=-1MO;COUNT=2', ['may have ordinals such as -1MO with FREQ=MONTHLY only']],
    ['FREQ=MONTHLY;BYDAY=6MO;COUNT=2', ['must have ordinals from 1 to 5 or -1 to -5, not 6MO']],
    ['FREQ=MONTHLY;BYDAY=0MO;COUNT=2', ['must have ordinals from 1 to 5 or -1 to -5, not 0MO']],
    ['FREQ=WEEKLY;BYDAY=XX;COUNT=2', ['must have a BYDAY of MO, TU, WE, TH, FR, SA, SU, not XX']],
    [
      'FREQ=DAILY;UNTIL=20260231',
      ['must have an UNTIL such as 20260630 (a local date, included) or 20260630T043000Z, not 20260231'],
    ],
    [
      'FREQ=DAILY;UNTIL=20260630T100000',
      [
        'must have an UNTIL such as 20260630 (a local date, included) or 20260630T043000Z, not 20260630T100000',
      ],
    ],
    [
      'FREQ=HOURLY;COUNT=99',
      ['must have a FREQ of DAILY, WEEKLY, MONTHLY, not HOURLY', 'must have a COUNT from 1 to 52'],
    ],
  ])('%s', (text, faults) => {
    expect(read(text)).toEqual(faults)
  })
})
