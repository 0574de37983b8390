import { openTable } from '../../../src/output/table.ts'
import { controlFlags, controlOf } from '../../connect/control.ts'
import { defineCommand } from '../../kernel/command.ts'

const columns = ['id', 'hint', 'scope', 'tenant_id', 'sandbox', 'account_id', 'created_at']

/** `ideadunes sandbox keys list`. */
export const listKeys = defineCommand({
  id: 'sandbox:keys:list',
  summary: 'List the API keys of the sandbox and its forks',
  args: [],
  flags: controlFlags,
  texts: () => ({
    description:
      'One per line, oldest first: id, hint, scope, tenant, sandbox, account, when it was made. The keys themselves ' +
      'are not kept. With --sandbox only those of that fork.',
    examples: [{ title: 'List them', command: 'sandbox keys list' }],
  }),
  run: async ({ flags }, context) => await controlOf(flags, context).client.keys(),
  async render({ data }, _, { terminal: { stdout, stderr } }) {
    await openTable(stdout, columns).add(data.map(key => ({ ...key })))
    if (stderr.isTty && data.length === 0) await stderr.write('There is no key.\n')
  },
})
