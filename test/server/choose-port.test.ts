import { expect, test } from 'vitest'
import {
  derivedPorts,
  firstDerivedPort,
  ordinaryPort,
  portChoices,
} from '../../emulator/server/choose-port.ts'

type Wish = Parameters<typeof portChoices>[0]

const shop: Wish = { asked: undefined, last: null, folder: '/projects/shop/.ideadunes', keeps: true }
const choicesOf = (wish: Partial<Wish> = {}) => [...portChoices({ ...shop, ...wish })]

test('the first run takes the port that people know, and keeps it', () => {
  expect(choicesOf()[0]).toEqual({ port: 4332, reason: 'ordinary', taken: null, keep: true })
})

test('where that is taken, all ports of the range are tried, from one that the folder leads to', () => {
  const [, ...derived] = choicesOf()
  expect(derived[0]).toMatchObject({ reason: 'derived', taken: ordinaryPort, keep: true })
  const ports = derived.map(({ port }) => port)
  expect(ports).toHaveLength(derivedPorts)
  expect(ports.toSorted()).toEqual(Array.from({ length: derivedPorts }, (_, at) => firstDerivedPort + at))
  expect(choicesOf().map(({ port }) => port)).toEqual([ordinaryPort, ...ports])
  const other = choicesOf({ folder: '/projects/shop-2/.ideadunes' })
  expect(other[1]?.port).not.toBe(ports[0])
})

test('a kept port goes first and stays kept while another stands in for it', () => {
  const [first, ...others] = choicesOf({ last: 14_400 })
  expect(first).toEqual({ port: 14_400, reason: 'kept', taken: null, keep: false })
  // Not the ordinary one: that is some other sandbox's, who would lose it.
  expect(others.map(({ port }) => port)).not.toContain(ordinaryPort)
  expect(others.map(({ port }) => port)).not.toContain(14_400)
  expect(others[0]).toMatchObject({ reason: 'derived', taken: 14_400, keep: false })
})

test('one that was asked for is the only one, and any port is never kept', () => {
  expect(choicesOf({ asked: 5000, last: 14_400 })).toEqual([
    { port: 5000, reason: 'asked', taken: null, keep: true },
  ])
  expect(choicesOf({ asked: 0, last: 14_400 })).toEqual([
    { port: 0, reason: 'any', taken: null, keep: false },
  ])
})

test('memory keeps none', () => {
  expect(choicesOf({ keeps: false }).some(({ keep }) => keep)).toBe(false)
  expect(choicesOf({ keeps: false, asked: 5000 })[0]?.keep).toBe(false)
})
