import { openTable } from '../../../src/output/table.ts'
import { shellWord } from '../../../src/text/shell-word.ts'
import { controlFlags, controlOf } from '../../connect/control.ts'
import { placeTyped } from '../../connect/typed-again.ts'
import { defineCommand } from '../../kernel/command.ts'

/** `ideadunes sandbox messages list`. */
export const listMessages = defineCommand({
  id: 'sandbox:messages:list',
  summary: 'List what customers would have been told',
  args: [],
  flags: {
    kind: {
      kind: 'string',
      summary: 'Only confirmation, change, reminder, cancellation or offer; several with commas.',
      env: 'IDEADUNES_MESSAGES_KIND',
      valueName: 'KIND,…',
    },
    customer: {
      kind: 'string',
      summary: 'Only those to this customer.',
      env: 'IDEADUNES_MESSAGES_CUSTOMER',
      valueName: 'ID',
    },
    booking: {
      kind: 'string',
      summary: 'Only those about this booking.',
      env: 'IDEADUNES_MESSAGES_BOOKING',
      valueName: 'ID',
    },
    tenant: {
      kind: 'string',
      summary: 'Only those of this tenant.',
      env: 'IDEADUNES_MESSAGES_TENANT',
      valueName: 'ID',
    },
    after: {
      kind: 'string',
      summary: 'Only those after this message.',
      env: 'IDEADUNES_MESSAGES_AFTER',
      valueName: 'ID',
    },
    ...controlFlags,
  },
  texts: () => ({
    description:
      'The outbox of the sandbox, oldest first, a hundred at a time: confirmations, changes, reminders, cancellations and ' +
      'offers of the waitlist, in the language and zone of each customer. Nothing is ever sent.',
    examples: [
      { title: 'List them', command: 'sandbox messages list' },
      {
        title: 'Reminders to one customer',
        command: 'sandbox messages list --kind reminder --customer cust_priya_01',
      },
    ],
  }),
  async run({ flags }, context) {
    const { kind, customer, booking, tenant, after } = flags
    return await controlOf(flags, context).client.messages({ kind, customer, booking, tenant, after })
  },
  async render({ data, has_more }, input, context) {
    const { stdout, stderr } = context.terminal
    const columns = ['id', 'kind', 'created_at', 'to', 'subject']
    await openTable(stdout, columns).add(data.map(message => ({ ...message })))
    const last = data.at(-1)
    if (data.length === 0) await stderr.write('No messages yet.\n')
    else if (has_more && last !== undefined)
      await stderr.write(
        `More: ${context.typedName} sandbox messages list${filtersTyped(input.flags)} --after ${last.id}${placeTyped(input, context)}\n`,
      )
  },
})

/** The filters as they were typed, with a blank in front of each. */
function filtersTyped(flags: Readonly<Record<string, unknown>>): string {
  const typed = ['kind', 'customer', 'booking'].flatMap(name => {
    const value = flags[name]
    return typeof value === 'string' ? [` --${name} ${shellWord(value)}`] : []
  })
  return typed.join('')
}
