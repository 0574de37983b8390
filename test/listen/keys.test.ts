import { afterEach, beforeEach, expect, test } from 'vitest'
import { type Receiver, startReceiver } from '../events/receiver.ts'
import { fakeKeys } from './fake-keys.ts'
import { type ListenWorld, listenWorld, type RunningCommand, startListen } from './world.ts'

let world: ListenWorld
let receiver: Receiver
let command: RunningCommand
let press: (...keys: string[]) => void

beforeEach(async () => {
  ;[world, receiver] = await Promise.all([listenWorld(), startReceiver()])
  const keys = fakeKeys()
  press = keys.press
  command = await startListen(world, ['--forward-to', receiver.url, '--no-color'], {
    tty: true,
    keys: keys.pressed,
  })
})
afterEach(async () => {
  await command.stop()
  await Promise.all([world.close(), receiver.close()])
})

const lines = (count: number) => command.until(() => command.lines().length === count)
const said = (text: string) => command.until(() => command.stderr().includes(text))
const ids = () => receiver.received.map(({ headers }) => headers['webhook-id'])

test('r sends the last one again, with the same id and bytes', async () => {
  receiver.answer(500)
  await world.addCustomer('a')
  await lines(1)
  receiver.answer(204)
  press('r')
  await lines(2)
  expect(command.lines()[1]).toMatch(/204 .* attempt 2$/)
  press('r')
  await lines(3)
  expect(command.lines()[2]).toMatch(/attempt 3$/)
  expect(new Set(receiver.received.map(({ body }) => body)).size).toBe(1)
})

test('up and down select another one', async () => {
  for (const name of ['a', 'b', 'c']) await world.addCustomer(name)
  await lines(3)
  press('up', 'k')
  await said('> 1 of 3: customer.created')
  press('r')
  await lines(4)
  const [a, b, c] = ids()
  expect(ids()).toEqual([a, b, c, a])
  press('j', 'j', 'down')
  await said('> 4 of 4:')
  press('r')
  await lines(5)
  expect(ids()[4]).toBe(a)
})

test('d shows what was sent and what was answered', async () => {
  receiver.answer(response => response.writeHead(422, { 'x-why': 'because' }).end('error \u001b[2Jno'))
  await world.addCustomer('a')
  await lines(1)
  press('d')
  await said('error')
  const text = command.stderr()
  expect(text).toContain(`POST ${receiver.url}  ${ids()[0]}, attempt 1\n  content-type: application/json\n`)
  expect(text).toMatch(/ {2}webhook-signature: v1,\S{44}\n/)
  expect(text).toContain('\n  {\n    "id": "evt_')
  expect(text).toMatch(/422 after \d+ ms\n {2}x-why: because\n/)
  // What a handler answers must not write on the terminal.
  expect(text).not.toContain('\u001b')
})

test('p holds forwards back, and lets them go in order', async () => {
  press('p')
  await said('Paused; p goes on.')
  await world.addCustomer('a')
  await world.addCustomer('b')
  press('p')
  await said('Going on')
  await lines(2)
  expect(receiver.received.map(({ body }) => JSON.parse(body).data.object.name)).toEqual(['a', 'b'])
})

test('f shows some types only, while all are forwarded, and holds lines back while it is typed', async () => {
  press('f', 'b', 'o', 'x')
  await said('(booking.*; empty for all)? box')
  await world.addCustomer('a')
  await expect.poll(() => receiver.received.length).toBe(1)
  expect(command.lines()).toEqual([])
  press('backspace', 'o', 'k', 'i', 'n', 'g', '.', '*', 'enter')
  await said('Shows booking.*; all are forwarded.')
  await lines(1)
  await world.addCustomer('b')
  await expect.poll(() => receiver.received.length).toBe(2)
  press('f', 'n', 'o', 'enter')
  await said('no event type is called no')
  press('f', 'enter')
  await said('Shows every type.')
  await world.addCustomer('c')
  await lines(2)
  expect(receiver.received).toHaveLength(3)
})

test('q ends with 0, ? lists the keys, c clears, and others do nothing', async () => {
  press('x', 'r', '?', 'c')
  await said('\u001b[2J')
  expect(command.stderr()).toContain('Nothing was forwarded yet.')
  expect(command.stderr()).toMatch(/ {2}r +send it again/)
  press('q')
  expect((await command.ended).code).toBe(0)
})
