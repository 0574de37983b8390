import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { durationOf, formatDuration, parseDuration } from '../../src/time/duration.ts'

describe('a duration', () => {
  test.each([
    ['90s', 90],
    ['15m', 900],
    ['2h', 7_200],
    ['1d', 86_400],
    ['1w', 604_800],
    ['1d12h', 129_600],
    ['1d 12h', 129_600],
    ['1W2D3H4M5S', 788_645],
    ['1.5h', 5_400],
    ['0s', 0],
    ['P1DT2H', 93_600],
    ['PT90S', 90],
    ['P2W', 1_209_600],
    ['pt0.5m', 30],
    [' 5m ', 300],
  ])('%j is %i seconds', (text, seconds) => {
    expect(parseDuration(text)).toBe(seconds)
  })

  test.each([
    ...[
      '',
      'soon',
      '90',
      '-1h',
      '1h1d',
      '1h1h',
      '1x',
      'h',
      'P',
      'PT',
      'P1DT',
      'P1H',
      'PT1D',
      '1e3s',
      '0.5s',
      '1.s',
    ],
    ...['P1Y', 'P1M', '1y', '1mo', `${'9'.repeat(20)}s`, '１h', '1h\n1m'],
  ])('%j is none', text => {
    expect(parseDuration(text)).toBeUndefined()
    expect(() => durationOf(text)).toThrow(
      expect.objectContaining({
        kind: 'usage',
        code: 'invalid_duration',
        hint: expect.stringContaining('1d12h'),
      }),
    )
  })

  test.each(['P1Y', 'P1M', 'P1M2D', '1y', '3mo'])('%s has no fixed length', text => {
    expect(() => durationOf(text)).toThrow('years and months have no fixed length')
  })

  test('PT1MX is no month', () => {
    expect(() => durationOf('PT1MX')).toThrow(/is not a duration$/)
  })

  test.each([
    [0, '0s'],
    [59, '59s'],
    [129_600, '1d12h'],
    [1_209_661, '14d1m1s'],
  ])('%i seconds are written %s', (seconds, expected) => {
    expect(formatDuration(seconds)).toBe(expected)
  })

  test('is read as it was written', () => {
    fc.assert(
      fc.property(fc.nat({ max: 100 * 366 * 86_400 }), seconds => {
        expect(parseDuration(formatDuration(seconds))).toBe(seconds)
      }),
    )
  })
})
