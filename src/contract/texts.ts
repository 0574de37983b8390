import { type TSchemaOptions, Type } from 'typebox'

/** At least one character that is not blank. */
const notBlank = '\\S'

const separators = '[ ().\\/-]{0,4}'
const extension = '(?: ?;?(?:#|[xX]|[eE][xX][tT][nN]?|[eE]xtension)[.:= ]{0,2}[0-9]{1,10})?'

/** Three to twenty digits as people write them, and an extension: `+1 555 0100 ext. 12`. */
const phone = `^ *(?:\\+|\\(\\+?|\\+\\()?[0-9](?:${separators}[0-9]){2,19}[ )]*${extension} *$`

/** What to say of a text that does not match one of these patterns, in place of the pattern. */
export const patternMessages: Readonly<Record<string, string>> = {
  [notBlank]: 'must not be blank',
  [phone]: 'must be a phone number, such as +91 98765 43210 or +1 555 0100 ext. 12',
}

/** A text that says something: a name, a reason. */
export function wording(maxLength: number, description: string, options: TSchemaOptions = {}) {
  return Type.String({ minLength: 1, maxLength, pattern: notBlank, description, ...options })
}

/** An e-mail address. Its domain may be in any script, which JSON Schema calls `idn-email`. */
export function emailAddress(description: string) {
  return Type.String({ format: 'idn-email', maxLength: 254, description })
}

/** A phone number as people write it. */
export function phoneNumber(description: string) {
  return Type.String({ pattern: phone, maxLength: 40, description })
}
