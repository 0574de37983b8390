import { connectionFlags, yesFlag } from '../../connect/connection-flags.ts'
import type { FlagSpecs, FlagValues } from '../../kernel/command.ts'
import { attemptFlags, requestFlags } from '../api-flags.ts'

export const graphqlFlags = {
  file: { kind: 'string', summary: 'The query from a file.', valueName: 'FILE' },
  variables: {
    kind: 'string',
    summary: 'The values of its variables as JSON: text, @FILE, or - for stdin.',
    valueName: 'JSON',
  },
  field: {
    kind: 'strings',
    char: 'f',
    summary: 'One variable: NAME=TEXT or NAME:=JSON; again for another.',
    valueName: 'NAME=TEXT',
  },
  'operation-name': {
    kind: 'string',
    summary: 'Which operation of the document, where it has several.',
    valueName: 'NAME',
  },
  'idempotency-key': requestFlags['idempotency-key'],
  'client-secret': requestFlags['client-secret'],
  yes: yesFlag,
  'dry-run': requestFlags['dry-run'],
  ...attemptFlags,
  ...connectionFlags,
} as const satisfies FlagSpecs

export type GraphqlFlags = FlagValues<typeof graphqlFlags>
