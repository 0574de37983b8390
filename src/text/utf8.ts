import { isUtf8 } from 'node:buffer'

/**
 * The text of bytes that people wrote, without the byte order mark that PowerShell and some editors put first.
 * Throws for what is no UTF-8: read all the same, it would be other letters.
 */
export function utf8Text(bytes: Buffer): string {
  if (isUtf8(bytes)) return bytes.toString('utf8').replace(/^\ufeff/, '')
  throw new Error('it is not UTF-8; save it in that encoding')
}
