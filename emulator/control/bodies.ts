import { Type } from 'typebox'
import { instant, strictObject } from '../../src/contract/schema.ts'

/** Bodies of the control API. The widest advance is a century: longer ones are mistakes. */
export const freezeBody = strictObject({
  at: Type.Optional(instant('Where to stand still; now unless told.')),
})

export const setBody = strictObject({ at: instant('The new time.') })

/** One of the three that say how far; whoever reads it counts them. */
export const advanceBody = strictObject({
  by_seconds: Type.Optional(Type.Integer({ minimum: 0, maximum: 100 * 366 * 86_400 })),
  to: Type.Optional(instant('Until when.')),
  until: Type.Optional(Type.Enum(['next', 'settled'])),
  deliver: Type.Optional(Type.Boolean({ description: 'Whether webhook attempts are awaited on the way.' })),
})

export const resumeBody = strictObject({
  real: Type.Optional(Type.Boolean({ description: 'Whether to go back to real time.' })),
})

export const requestsQuery = strictObject({
  status: Type.Optional(Type.String({ pattern: '^[1-5](\\d\\d|xx)(,[1-5](\\d\\d|xx))*$' })),
  path: Type.Optional(Type.String({ minLength: 1, maxLength: 500 })),
  tenant: Type.Optional(Type.String({ minLength: 1, maxLength: 100 })),
  limit: Type.Optional(Type.Integer({ minimum: 1, maximum: 10_000 })),
  follow: Type.Optional(Type.Boolean()),
})

/** Names that do well in a shell and in a file name. */
export const nameOf = (description: string) =>
  Type.String({ pattern: '^[A-Za-z0-9][A-Za-z0-9._-]{0,62}$', description })

export const forkBody = strictObject({
  name: Type.Optional(nameOf('How the fork may be called instead of by its id.')),
  expires_in_seconds: Type.Optional(Type.Integer({ minimum: 1, maximum: 366 * 86_400 })),
  keep: Type.Optional(Type.Boolean({ description: 'Whether it lies on disk and is there after a restart.' })),
})
