import { connectionFlags, yesFlag } from '../../connect/connection-flags.ts'
import type { FlagSpecs, FlagValues } from '../../kernel/command.ts'
import { attemptFlags, requestFlags } from '../api-flags.ts'

export const rawFlags = {
  field: {
    kind: 'strings',
    char: 'f',
    summary: 'A member of the body, or of the query of a GET: NAME=TEXT or NAME:=JSON; again for another.',
    valueName: 'NAME=TEXT',
  },
  input: {
    kind: 'string',
    summary: 'The body from a file, or - for stdin; fields go into the query then.',
    valueName: 'FILE',
  },
  paginate: { kind: 'boolean', summary: 'Walk all pages of a list.' },
  include: { kind: 'boolean', char: 'i', summary: 'Print status and headers first.' },
  'idempotency-key': requestFlags['idempotency-key'],
  'if-match': requestFlags['if-match'],
  'client-secret': requestFlags['client-secret'],
  yes: yesFlag,
  'dry-run': requestFlags['dry-run'],
  ...attemptFlags,
  ...connectionFlags,
} as const satisfies FlagSpecs

export type RawFlags = FlagValues<typeof rawFlags>
