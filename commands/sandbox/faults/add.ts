import type { FaultView } from '../../../src/control/fault-control.ts'
import { writeRecord } from '../../../src/output/record.ts'
import { controlFlags, controlOf } from '../../connect/control.ts'
import { placeTyped } from '../../connect/typed-again.ts'
import { defineCommand, type FlagSpecs } from '../../kernel/command.ts'
import { faultSentence } from './fault-text.ts'
import { faultOf, typedEffects, typedStatuses } from './typed-fault.ts'

const flags = {
  code: {
    kind: 'string',
    summary: 'Of error: which one; internal_error by default.',
    env: 'IDEADUNES_FAULT_CODE',
    valueName: 'CODE',
  },
  status: {
    kind: 'string',
    summary: 'Of gateway; 503 by default.',
    options: typedStatuses,
    env: 'IDEADUNES_FAULT_STATUS',
    valueName: 'STATUS',
  },
  delay: {
    kind: 'string',
    summary: 'How long a request waits first: 250ms, 2s; delay needs it, the others may have it.',
    env: 'IDEADUNES_FAULT_DELAY',
    valueName: 'DURATION',
  },
  operation: {
    kind: 'string',
    summary: 'Only this one: createBooking, bookings:create, graphql; every one by default.',
    env: 'IDEADUNES_FAULT_OPERATION',
    valueName: 'OPERATION',
  },
  // Not IDEADUNES_TENANT: whom to act for must not silently decide who is hit.
  tenant: {
    kind: 'string',
    summary: 'Only requests for this tenant.',
    env: 'IDEADUNES_FAULT_TENANT',
    valueName: 'ID',
  },
  skip: {
    kind: 'integer',
    summary: 'So many requests are let through first.',
    min: 0,
    env: 'IDEADUNES_FAULT_SKIP',
    valueName: 'N',
  },
  times: {
    kind: 'integer',
    summary: 'So many requests are hit; all until it is removed, by default.',
    min: 1,
    env: 'IDEADUNES_FAULT_TIMES',
    valueName: 'N',
  },
  probability: {
    kind: 'number',
    summary: 'How probably a request is hit, above 0 and up to 1; 1 by default.',
    min: 0,
    max: 1,
    env: 'IDEADUNES_FAULT_PROBABILITY',
    valueName: 'N',
  },
  ...controlFlags,
} as const satisfies FlagSpecs

/** `ideadunes sandbox faults add EFFECT`. */
export const addFault = defineCommand({
  id: 'sandbox:faults:add',
  summary: 'Let requests fail as they do in real life',
  args: [
    {
      name: 'effect',
      summary: `What happens to a request: ${typedEffects.join(', ')}.`,
      options: typedEffects,
    },
  ],
  flags,
  texts: () => ({
    description:
      'error refuses with an error of the API, gateway answers with the page of a proxy, delay waits; drop-before ' +
      'ends the connection before anything is done, drop-after does and commits everything and ends it before the ' +
      'answer, cut ends it in the middle of the answer. Of several faults the first that applies acts. Faults are ' +
      'part of the sandbox: snapshots and forks have them too, a reset removes them.',
    examples: [
      {
        title: 'Is a retry safe? The next booking is made, and its answer gets lost',
        command: 'sandbox faults add drop-after --operation createBooking --times 1',
      },
      { title: 'Every second request or so fails', command: 'sandbox faults add error --probability 0.5' },
      {
        title: 'Three requests meet a proxy whose API is down',
        command: 'sandbox faults add gateway --status 502 --times 3',
      },
      {
        title: 'A slow search',
        command: "sandbox faults add delay --delay 2s --operation 'availability search'",
      },
    ],
  }),
  howToLook: () => 'To look: `ideadunes sandbox faults list`.',
  async run({ args, flags }, context) {
    const fault = faultOf({ ...flags, effect: args.effect ?? '' }, context.contract)
    return await controlOf(flags, context).client.addFault(fault)
  },
  async render(fault, input, context) {
    const { terminal, typedName } = context
    const { stdout, stderr } = terminal
    if (!stdout.isTty) return await writeRecord(stdout, idFirst(fault), [])
    await stdout.write(`${fault.id}: ${faultSentence(fault)}\n`)
    await stderr.write(
      `To remove it: ${typedName} sandbox faults remove ${fault.id}${placeTyped(input, context, ['tenant'])}\n`,
    )
  },
})

/** Whoever pipes it takes the first line. */
function idFirst({ id, ...rest }: FaultView) {
  return { id, ...rest }
}
