import type { TenantView } from '../../../src/control/sandbox-control.ts'
import { writeRecord } from '../../../src/output/record.ts'
import { controlFlags, controlOf } from '../../connect/control.ts'
import { placeTyped } from '../../connect/typed-again.ts'
import { type CommandInput, defineCommand, type FlagSpecs } from '../../kernel/command.ts'
import { missingInput } from '../../kernel/parse-argv.ts'
import { limitsText } from './tenant-lines.ts'

const flags = {
  name: {
    kind: 'string',
    summary: 'Name that customers see.',
    required: true,
    env: 'IDEADUNES_TENANT_NAME',
    valueName: 'NAME',
  },
  id: {
    kind: 'string',
    summary: 'Such as tnt_berlin; drawn by default.',
    env: 'IDEADUNES_TENANT_ID',
    valueName: 'ID',
  },
  timezone: {
    kind: 'string',
    summary: 'IANA time zone; Asia/Kolkata by default.',
    env: 'IDEADUNES_TENANT_TIMEZONE',
    valueName: 'ZONE',
  },
  currency: {
    kind: 'string',
    summary: 'ISO 4217 code; INR by default.',
    env: 'IDEADUNES_TENANT_CURRENCY',
    valueName: 'CODE',
  },
  plan: {
    kind: 'string',
    summary: 'free, starter, business, scale, enterprise, unlimited, or 5/200/10000; enterprise by default.',
    env: 'IDEADUNES_TENANT_PLAN',
    valueName: 'PLAN',
  },
  account: {
    kind: 'string',
    summary: 'Such as acct_other; by default the account of the default keys.',
    env: 'IDEADUNES_TENANT_ACCOUNT',
    valueName: 'ID',
  },
  ...controlFlags,
} as const satisfies FlagSpecs

/** `ideadunes sandbox tenants create`. */
export const createTenant = defineCommand({
  id: 'sandbox:tenants:create',
  summary: 'Add a tenant to the sandbox',
  args: [],
  flags,
  texts: () => ({
    description:
      'The new tenant has no customers, services or resources yet. Keys of its account act for it with X-Tenant-Id; ' +
      'to keys of another account it answers 403 tenant_mismatch. A reset takes it away again.',
    examples: [
      {
        title: 'One in another zone',
        command:
          'sandbox tenants create --name Berlin --id tnt_berlin --timezone Europe/Berlin --currency EUR',
      },
      {
        title: 'One that the default keys must not reach',
        command: 'sandbox tenants create --name Other --id tnt_other --account acct_other',
      },
    ],
  }),
  howToLook: () => 'To look: `ideadunes sandbox tenants list`.',
  run: create,
  async render(tenant, input, context) {
    const { terminal, typedName } = context
    const { stdout, stderr } = terminal
    if (!stdout.isTty) return await writeRecord(stdout, { ...tenant }, [])
    const { id, name, plan, limits, account_id } = tenant
    await stdout.write(`Created ${id} (${name}) of ${account_id}, ${plan} plan: ${limitsText(limits)}\n`)
    await stderr.write(`Next: ${typedName} sandbox keys create --tenant ${id}${placeTyped(input, context)}\n`)
  },
})

async function create(
  input: CommandInput<typeof flags>,
  context: Parameters<typeof controlOf>[1],
): Promise<TenantView> {
  const { name, id, timezone, currency, plan, account } = input.flags
  if (name === undefined) throw missingInput(createTenant, ['--name'])
  return await controlOf(input.flags, context).client.createTenant({
    name,
    ...(id !== undefined && { id }),
    ...(timezone !== undefined && { timezone }),
    ...(currency !== undefined && { currency }),
    ...(plan !== undefined && { plan }),
    ...(account !== undefined && { account }),
  })
}
