import { writeRecord } from '../../../src/output/record.ts'
import { controlFlags, controlOf } from '../../connect/control.ts'
import { defineCommand } from '../../kernel/command.ts'

/** `ideadunes sandbox keys revoke KEY`. */
export const revokeKey = defineCommand({
  id: 'sandbox:keys:revoke',
  summary: 'Make an API key of the sandbox unknown',
  args: [{ name: 'key', summary: 'Its id or hint, as `sandbox keys list` shows them, or the key itself.' }],
  flags: controlFlags,
  texts: () => ({
    description:
      'Requests with it get 401 invalid_api_key from then on, also after a restart. Any key may go, the fixed ones ' +
      'and the last one included: `sandbox keys create` makes others.',
    examples: [
      { title: 'By its id', command: 'sandbox keys revoke key_0123456789abcdef' },
      { title: 'By what logs show of it', command: "sandbox keys revoke 'sk_test_…p7dc'" },
    ],
  }),
  howToLook: () => 'To look: `ideadunes sandbox keys list`.',
  run: async ({ args, flags }, context) => await controlOf(flags, context).client.revokeKey(args.key ?? ''),
  async render(revoked, _, { terminal: { stdout } }) {
    if (!stdout.isTty) return await writeRecord(stdout, { ...revoked }, [])
    await stdout.write(`Revoked ${revoked.id} (${revoked.hint}) of ${revoked.tenant_id}\n`)
  },
})
