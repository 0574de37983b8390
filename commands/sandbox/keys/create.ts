import { paintFor } from '../../../src/output/paint.ts'
import { writeRecord } from '../../../src/output/record.ts'
import { controlFlags, controlOf } from '../../connect/control.ts'
import { placeTyped } from '../../connect/typed-again.ts'
import { defineCommand, type FlagSpecs } from '../../kernel/command.ts'
import { factLines } from '../fact-lines.ts'

const flags = {
  scope: {
    kind: 'string',
    summary: 'secret for servers, publishable for browsers; secret by default.',
    options: ['secret', 'publishable'],
    env: 'IDEADUNES_KEY_SCOPE',
    valueName: 'SCOPE',
  },
  // Not IDEADUNES_TENANT: whom to act for must not silently decide whom a new key belongs to.
  tenant: {
    kind: 'string',
    summary: 'The tenant it acts for without X-Tenant-Id; the default tenant, if you name none.',
    env: 'IDEADUNES_KEY_TENANT',
    valueName: 'ID',
  },
  account: {
    kind: 'string',
    summary: 'The account it belongs to; that of the tenant by default.',
    env: 'IDEADUNES_KEY_ACCOUNT',
    valueName: 'ID',
  },
  ...controlFlags,
} as const satisfies FlagSpecs

/** `ideadunes sandbox keys create`. */
export const createKey = defineCommand({
  id: 'sandbox:keys:create',
  summary: 'Make another API key for the sandbox',
  args: [],
  flags,
  texts: () => ({
    description:
      'The key is shown only now. It is there after a restart and after a reset. With --account alone it acts for ' +
      'the first tenant of that account.',
    examples: [
      { title: 'Another secret key', command: 'sandbox keys create' },
      {
        title: 'For the pages of one tenant',
        command: 'sandbox keys create --scope publishable --tenant tnt_ideadunes',
      },
      { title: 'Into a variable', command: 'sandbox keys create --json | jq -r .key' },
    ],
  }),
  howToLook: () => 'To look: `ideadunes sandbox keys list`.',
  async run({ flags: { scope, tenant, account, ...control } }, context) {
    return await controlOf(control, context).client.createKey({
      ...(scope !== undefined && { scope: scope === 'publishable' ? scope : 'secret' }),
      ...(tenant !== undefined && { tenant }),
      ...(account !== undefined && { account }),
    })
  },
  async render(made, input, context) {
    const { terminal, typedName } = context
    const { stdout, stderr } = terminal
    if (!stdout.isTty) return await writeRecord(stdout, { ...made }, [])
    const paint = paintFor(stdout)
    const facts = [
      ['Id', made.id],
      ['Tenant', `${made.tenant_id} of ${made.account_id}`],
      ['Sandbox', made.sandbox],
    ] as const
    await stdout.write(
      `${paint('green', `Created the ${made.scope} key ${made.key}`)}\n${factLines(facts, paint).join('')}`,
    )
    await stderr.write(
      `\nIt is not shown again. To revoke it:\n  ${typedName} sandbox keys revoke ${made.id}${placeTyped(input, context, ['tenant'])}\n`,
    )
  },
})
