import { writeRecord } from '../../../src/output/record.ts'
import { controlFlags, controlOf } from '../../connect/control.ts'
import { defineCommand } from '../../kernel/command.ts'
import { limitsText } from './tenant-lines.ts'

/** `ideadunes sandbox tenants set-plan TENANT PLAN`. */
export const setPlan = defineCommand({
  id: 'sandbox:tenants:set-plan',
  summary: 'Put a tenant on another plan, or on limits of its own',
  args: [
    { name: 'tenant', summary: 'Its id.' },
    { name: 'plan', summary: 'free, starter, business, scale, enterprise, unlimited, or 5/200/10000.' },
  ],
  flags: controlFlags,
  texts: () => ({
    description:
      'Holds from the next request on, and nothing of the new limits is spent yet. Limits of your own are three ' +
      'numbers: requests per second, minute and day. The plan of a start (`sandbox start --plan`) comes back with ' +
      'the next one, and with a reset.',
    examples: [
      { title: 'Make your code meet a 429', command: 'sandbox tenants set-plan tnt_clinic 1/10/100' },
      { title: 'And no longer', command: 'sandbox tenants set-plan tnt_clinic unlimited' },
    ],
  }),
  howToLook: () => 'To look: `ideadunes sandbox tenants list`.',
  async run({ args, flags }, context) {
    const { tenant = '', plan = '' } = args
    return await controlOf(flags, context).client.setPlan(tenant, { plan })
  },
  async render(tenant, _, { terminal: { stdout } }) {
    if (!stdout.isTty) return await writeRecord(stdout, { ...tenant }, [])
    await stdout.write(`${tenant.id} is on the ${tenant.plan} plan now: ${limitsText(tenant.limits)}\n`)
  },
})
