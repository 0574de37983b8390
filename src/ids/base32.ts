/** Crockford's: without I, L, O and U, in the order of their values, so that texts sort as their numbers do. */
const alphabet = '0123456789ABCDEFGHJKMNPQRSTVWXYZ'

/** The last `length` digits of a whole number from 0 up, in Crockford's base 32; zeros fill it up from the left. */
export function base32(value: number, length: number): string {
  let text = ''
  let rest = value
  for (let place = 0; place < length; place++) {
    text = alphabet.charAt(rest % 32) + text
    rest = Math.floor(rest / 32)
  }
  return text
}
