import emails from 'validator/lib/isEmail.js'

/** Characters that nobody sees or types in an address, but that come along when one is copied. */
const unseen = /[\p{Z}\p{Cc}\u00ad\u200b\u200e\u200f\u202a-\u202e\u2060-\u206f\ufeff]/u

/**
 * Whether a text is an e-mail address with a domain that can be in the public DNS, in its own script or in punycode.
 * Quoted local parts are refused: no provider has them, and lists of addresses are separated by commas. Whether mail
 * arrives is not asked.
 */
export function isEmailAddress(text: string): boolean {
  // Half a character is no text: the library would throw at it.
  return text.isWellFormed() && !unseen.test(text) && emails.default(text, { blacklisted_chars: '"' })
}
