import { expect, test } from 'vitest'
import type { Sandbox, SandboxEvent, StartOptions } from '../../emulator/testing/index.ts'

test('events, waits and options have the types of the contract', () => {
  const neverCalled = async (sandbox: Sandbox) => {
    const created = await sandbox.events.waitFor('booking.created')
    const start: string = created.data.object.start_at
    const due = await sandbox.events.waitFor({
      type: 'booking.reminder_due',
      where: ({ data }) => data.offset > 60,
    })
    const offset: number = due.data.offset
    const any = await sandbox.events.waitFor('booking.*')
    if (any.type === 'customer.created') {
      const name: string = any.data.object.name
      return [start, offset, name]
    }
    // @ts-expect-error: an event of another type has no offset.
    created.data.offset
    // @ts-expect-error: there is no such unit.
    await sandbox.clock.advance({ fortnights: 1 })
    // @ts-expect-error: there is no such data set.
    const options: StartOptions = { dataSet: 'huge' }
    // @ts-expect-error: nor such an option.
    const more: StartOptions = { prot: 1 }
    const event: SandboxEvent<'customer.created'> | undefined = (
      await sandbox.events.list({ type: 'customer.created' })
    )[0]
    return [options, more, event]
  }
  expect(neverCalled).toBeTypeOf('function')
})
