import { Failure } from '../../src/failure/failure.ts'
import type { FlagSpec } from '../kernel/command.ts'

/** The variable in which handlers look for the secret that they verify with. */
export const secretVariable = 'IDEADUNES_WEBHOOK_SECRET'

export const secretFlag = {
  kind: 'string',
  summary: 'Sign with this secret; by default one that follows from the sandbox, or from the API key.',
  env: secretVariable,
  valueName: 'WHSEC',
} as const satisfies FlagSpec

/** A secret that was typed. Throws a usage failure that does not repeat it. */
export function typedSecret(text: string): string {
  const [, encoded = ''] = /^whsec_([A-Za-z0-9+/]+={0,2})$/.exec(text.trim()) ?? []
  if (Buffer.from(encoded, 'base64').length >= 16) return text.trim()
  throw new Failure(
    'usage',
    'invalid_secret',
    'The signing secret must be whsec_ and at least 16 bytes in base64',
    {
      field: '--secret',
      hint: `Leave out --secret, and ${secretVariable}, to take the one that follows from the sandbox.`,
    },
  )
}
