import { describe, expect, test } from 'vitest'
import {
  isLoopbackHost,
  isLoopbackName,
  isLoopbackOrigin,
  isOwnAddress,
  isThisMachine,
} from '../../src/network/loopback.ts'

const loopback = [
  'localhost',
  'LOCALHOST',
  'localhost.',
  'shop.localhost',
  'a.b-c.localhost',
  '127.0.0.1',
  '127.255.255.254',
  '[::1]',
  '[0:0:0:0:0:0:0:1]',
  '[::ffff:127.0.0.1]',
  '[::ffff:7f00:1]',
  '[::FFFF:7F08:90A]',
]

const everyAddress = ['0.0.0.0', '[::]', '[0:0::0]', '[::ffff:0.0.0.0]']

const elsewhere = [
  '',
  'example.com',
  'localhost.evil.com',
  'notlocalhost',
  'localhost..',
  '.localhost',
  'a..localhost',
  'user@localhost',
  'user@shop.localhost',
  'evil.com/.localhost',
  'evil.com#.localhost',
  'evil.com\\.localhost',
  'evil.com:80.localhost',
  'localhost:4332',
  'localhost\n',
  ' localhost',
  '127.0.0.1.evil.com',
  '127.0.0.1.',
  '127.0.0.1\n',
  '127.0.0.256',
  '127.0.0',
  '127.1',
  '127.0.0.01',
  '127.0.0.010',
  '0x7f.1',
  '0x7f.0.0.1',
  '2130706433',
  '128.0.0.1',
  '10.0.0.1',
  '0.0.0.1',
  '1270.0.1',
  '::1',
  '[127.0.0.1]',
  '[localhost]',
  '[::1',
  '[]',
  '[::2]',
  '[::1%lo]',
  '[::127.0.0.1]',
  '[::ffff:10.0.0.1]',
  '[::ffff:8000:1]',
  '[64:ff9b::7f00:1]',
  '[fe80::1]',
  '[::1]evil.com',
  '[::1].localhost',
]

describe('a host', () => {
  test.each(loopback)('%s is loopback, and this machine', host => {
    expect([isLoopbackHost(host), isThisMachine(host)]).toEqual([true, true])
  })

  test.each(everyAddress)('%s is this machine for whoever connects, and no loopback', host => {
    expect([isLoopbackHost(host), isThisMachine(host)]).toEqual([false, true])
  })

  test.each(elsewhere)('%j is neither', host => {
    expect([isLoopbackHost(host), isThisMachine(host)]).toEqual([false, false])
  })

  test.each(['http://127.1', 'http://0x7f.1', 'http://2130706433', 'http://127.0.0.1.', 'http://0177.0.0.1'])(
    '%s is, once it was read as a URL',
    url => {
      expect(isLoopbackHost(new URL(url).hostname)).toBe(true)
    },
  )
})

test.each([
  ['localhost', true],
  ['a.localhost.', true],
  ['127.0.0.1', false],
  ['[::1]', false],
])('%s is a name of loopback: %s', (name, expected) => {
  expect(isLoopbackName(name)).toBe(expected)
})

test.each([
  ['127.0.0.1', true],
  ['127.255.255.254', true],
  ['::1', true],
  ['::ffff:127.0.0.1', true],
  ['::ffff:7f00:1', true],
  ['0.0.0.0', true],
  ['::', true],
  ['::ffff:0:0', true],
  ['::ffff:10.0.0.1', false],
  ['10.0.0.1', false],
  ['169.254.169.254', false],
  ['fe80::1%eth0', false],
  ['[::1]', false],
  ['localhost', false],
  ['', false],
])('the address %s is one of this machine: %s', (address, expected) => {
  expect(isOwnAddress(address)).toBe(expected)
})

describe('a page', () => {
  test.each([
    'http://localhost',
    'http://localhost:3000',
    'https://shop.localhost:8443',
    'http://127.0.0.1:5173',
    'http://[::1]:5173',
    'http://[::ffff:7f00:1]',
  ])('of %s is of this machine', origin => {
    expect(isLoopbackOrigin(origin)).toBe(true)
  })

  test.each([
    'null',
    '',
    '*',
    'localhost',
    'file://',
    'file://localhost',
    'ftp://localhost',
    'chrome-extension://localhost',
    'http://0.0.0.0:3000',
    'http://[::]:3000',
    'http://evil.com',
    'http://localhost.evil.com',
    'http://127.0.0.1.evil.com',
    'http://localhost@evil.com',
    // No browser writes these, so whoever does is no browser of this machine.
    'http://user@localhost',
    'http://localhost/',
    'http://localhost:80',
    'http://LOCALHOST',
    'http://0x7f.1',
    'http://localhost http://evil.com',
  ])('of %j is not', origin => {
    expect(isLoopbackOrigin(origin)).toBe(false)
  })
})
