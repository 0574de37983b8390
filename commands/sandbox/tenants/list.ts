import { controlFlags, controlOf } from '../../connect/control.ts'
import { defineCommand } from '../../kernel/command.ts'
import { writeTenants } from './tenant-lines.ts'

/** `ideadunes sandbox tenants list`. */
export const listTenants = defineCommand({
  id: 'sandbox:tenants:list',
  summary: 'List the tenants of the sandbox with their plans',
  args: [],
  flags: controlFlags,
  texts: () => ({
    description:
      'One per line: id, name, plan, limits (per second/minute/day), time zone, currency, account. Keys act for the ' +
      'tenants of their own account.',
    examples: [
      { title: 'List them', command: 'sandbox tenants list' },
      { title: 'Those of a fork', command: 'sandbox tenants list --sandbox feature-x --json' },
    ],
  }),
  run: async ({ flags }, context) => await controlOf(flags, context).client.tenants(),
  render: async ({ data }, _, { terminal }) => await writeTenants(terminal.stdout, data),
})
