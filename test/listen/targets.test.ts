import { describe, expect, test } from 'vitest'
import { patternsOf } from '../../commands/kernel/event-patterns.ts'
import { extraHeadersOf } from '../../commands/listen/extra-headers.ts'
import { typedSecret } from '../../commands/listen/signing-secret.ts'
import { hostsOf, isFor, targetsOf } from '../../commands/listen/targets.ts'
import { events } from '../../src/contract/event-types.ts'

const types = Object.keys(events)
const targets = (given: Partial<Parameters<typeof targetsOf>[0]>) =>
  targetsOf({ allowRemote: false, ...given }, types)

describe('a target', () => {
  test.each([
    ['3000', 'http://localhost:3000/', 'localhost:3000'],
    ['3000/hook', 'http://localhost:3000/hook', 'localhost:3000/hook'],
    ['3000?a=1&b=2', 'http://localhost:3000/?a=1&b=2', 'localhost:3000?a=1&b=2'],
    [':3000/hook', 'http://localhost:3000/hook', 'localhost:3000/hook'],
    ['localhost:3000/hook', 'http://localhost:3000/hook', 'localhost:3000/hook'],
    ['localhost', 'http://localhost/', 'localhost'],
    ['127.0.0.1:8080', 'http://127.0.0.1:8080/', '127.0.0.1:8080'],
    ['[::1]:8080/a', 'http://[::1]:8080/a', '[::1]:8080/a'],
    ['0.0.0.0:3000', 'http://0.0.0.0:3000/', '0.0.0.0:3000'],
    ['shop.localhost:3000', 'http://shop.localhost:3000/', 'shop.localhost:3000'],
    [
      'https://localhost:3000/hook?x=%20#top',
      'https://localhost:3000/hook?x=%20',
      'https://localhost:3000/hook?x=%20',
    ],
    [' HTTP://LOCALHOST:3000/Hook ', 'http://localhost:3000/Hook', 'localhost:3000/Hook'],
  ])('%s is %s', (text, url, name) => {
    expect(targets({ forwardTo: [text] })).toEqual([{ url, name, choices: [['*']] }])
  })

  test.each([
    '',
    'ftp://localhost/x',
    '70000',
    'http://',
    'local host:3000',
    'localhost:0',
    'file:///etc',
    'localhost:x',
  ])('%j is none', text =>
    expect(() => targets({ forwardTo: [text] })).toThrow(/is not a place to forward to/),
  )

  test('a path alone lacks the port, and the hint has it', () => {
    expect(() => targets({ forwardTo: ['/hook'] })).toThrow(
      expect.objectContaining({ hint: 'Say where it listens: --forward-to localhost:3000/hook' }),
    )
  })

  test('has no password', () => {
    expect(() => targets({ forwardTo: ['http://me:secret@localhost:3000'] })).toThrow(/user name or password/)
  })

  test.each([
    'example.com',
    '10.0.0.7:3000',
    'https://host.docker.internal/x',
    'localhost.example.com',
    '0.0.0.1:3000',
  ])('%s on another machine has to be allowed', text => {
    expect(() => targets({ forwardTo: [text] })).toThrow(
      expect.objectContaining({
        kind: 'usage',
        code: 'remote_target',
        hint: expect.stringContaining('--allow-remote'),
      }),
    )
    expect(targets({ forwardTo: [text], allowRemote: true })).toHaveLength(1)
  })

  test('named twice is one, and gets an event once', () => {
    const [one, other, ...more] = targets({
      forwardTo: ['3000/hook', 'http://localhost:3000/hook', '3001'],
      routes: ['customer.*=localhost:3000/hook'],
    })
    expect([one?.choices, other?.name, more]).toEqual([[['*'], ['*'], ['customer.*']], 'localhost:3001', []])
  })

  test('hosts are those that may be connected to', () => {
    expect(hostsOf(targets({ forwardTo: ['[fd00::7]:3000', 'Example.com'], allowRemote: true }))).toEqual([
      'fd00::7',
      'example.com',
    ])
  })
})

describe('a route', () => {
  test('chooses by patterns, also by what they leave out', () => {
    const [target] = targets({ routes: ['payment.*,!payment.failed=3001/pay?a=b'] })
    if (target === undefined) throw new Error('no target')
    expect(target.url).toBe('http://localhost:3001/pay?a=b')
    expect(
      ['payment.succeeded', 'payment.failed', 'booking.created'].map(type => isFor(target, type)),
    ).toEqual([true, false, false])
    const [others] = targets({ routes: ['!payment.*=3000'] })
    if (others === undefined) throw new Error('no target')
    expect(['payment.failed', 'booking.created'].map(type => isFor(others, type))).toEqual([false, true])
  })

  test.each(['localhost:3000', '=3000', 'payment.*'])('%s is none', text => {
    expect(() => targets({ routes: [text] })).toThrow(/PATTERNS=TARGET/)
  })
})

describe('patterns', () => {
  test('are separated by commas', () => {
    expect(patternsOf(['booking.*, !booking.reminder_due', '*'], '--events', types)).toEqual([
      'booking.*',
      '!booking.reminder_due',
      '*',
    ])
  })

  test.each(['bookings.*', 'booking.craeted', '', '!nothing.*', 'booking.created;x'])(
    '%j could choose nothing, which is an error',
    text =>
      expect(() => patternsOf([text], '--events', types)).toThrow(expect.objectContaining({ kind: 'usage' })),
  )

  test('a typing error gets a suggestion', () => {
    expect(() => patternsOf(['booking.craeted'], '--events', types)).toThrow(
      expect.objectContaining({ hint: 'Did you mean booking.created?' }),
    )
  })
})

describe('headers', () => {
  test('are read by name', () => {
    expect(extraHeadersOf(['X-A: b: c', 'Authorization:Basic x', 'x-empty:'])).toEqual({
      'x-a': 'b: c',
      authorization: 'Basic x',
      'x-empty': '',
    })
  })

  test.each([
    'X-A',
    ': b',
    'X A: b',
    'X-A: b\r\nX-B: c',
    'X-A: é',
    'webhook-signature: v1,x',
    'Content-Length: 3',
  ])('%j is refused', text =>
    expect(() => extraHeadersOf([text])).toThrow(expect.objectContaining({ code: 'invalid_header' })),
  )
})

describe('a typed secret', () => {
  test('is whsec_ and base64', () => {
    expect(typedSecret(' whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw ')).toBe(
      'whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw',
    )
  })

  test.each([
    'MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw',
    'whsec_',
    'whsec_short',
    'whsec_not base64 at all!!!!!!!!!!',
  ])('%s is none, and is not repeated', text => {
    expect(() => typedSecret(text)).toThrow(
      expect.objectContaining({ message: expect.not.stringContaining(text === 'whsec_' ? '\0' : text) }),
    )
  })
})
