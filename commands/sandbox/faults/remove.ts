import type { ControlClient } from '../../../src/client/control-client.ts'
import type { FaultList, FaultView } from '../../../src/control/fault-control.ts'
import { Failure } from '../../../src/failure/failure.ts'
import { controlFlags, controlOf } from '../../connect/control.ts'
import { defineCommand } from '../../kernel/command.ts'
import { writeFaults } from './fault-rows.ts'
import { hitText } from './fault-text.ts'

/** `ideadunes sandbox faults remove ID …`. */
export const removeFaults = defineCommand({
  id: 'sandbox:faults:remove',
  summary: 'Remove faults of the sandbox',
  args: [{ name: 'id', summary: 'As `sandbox faults list` shows it; several too.', repeated: true }],
  flags: controlFlags,
  texts: () => ({
    description:
      'The next request is answered as ever. Of several ids either all are removed or none: an id that is not ' +
      'there is refused first.',
    examples: [
      { title: 'By its id', command: 'sandbox faults remove flt_1' },
      { title: 'Two at once', command: 'sandbox faults remove flt_1 flt_2' },
    ],
  }),
  howToLook: () => 'To look: `ideadunes sandbox faults list`.',
  async run({ repeated, flags }, context): Promise<FaultList> {
    const ids = [...new Set(repeated)]
    if (ids.includes('')) throw emptyId()
    const { client } = controlOf(flags, context)
    if (ids.length > 1) await refuseUnknown(ids, client)
    const data: FaultView[] = []
    for (const id of ids) data.push(await client.removeFault(id))
    return { data }
  },
  async render({ data }, _, { terminal: { stdout } }) {
    if (!stdout.isTty) return await writeFaults(stdout, data)
    await stdout.write(data.map(fault => `Removed ${fault.id}, which hit ${hitText(fault)}\n`).join(''))
  },
})

function emptyId(): Failure {
  return new Failure('usage', 'invalid_id', 'An id of a fault is empty', {
    field: 'ID',
    hint: 'A variable of the shell in it may have no value. `ideadunes sandbox faults clear` removes all.',
  })
}

/** Throws where one of them is not there. */
async function refuseUnknown(ids: readonly string[], client: ControlClient): Promise<void> {
  const known = (await client.faults()).data.map(({ id }) => id)
  const unknown = ids.filter(id => !known.includes(id))
  if (unknown.length === 0) return
  throw new Failure('api', 'not_found', `There is no fault ${unknown.join(', ')}: nothing was removed`, {
    field: 'ID',
    hint: '`ideadunes sandbox faults list` shows those that are there.',
  })
}
