import { type Send, wireResponse } from '../../src/client/transport.ts'
import { maskedKey } from '../../src/profiles/key-shape.ts'

/** A wire on which nobody answers with the key that was sent: a server, or a proxy, may repeat what it was told. */
export function withMaskedAnswers(send: Send, apiKey: string): Send {
  return async request => {
    const answer = await send(request)
    const { status, headers, bytes } = answer
    const isInHead = Object.values(headers).some(value => value.includes(apiKey))
    const body = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength)
    if (!isInHead && !body.includes(apiKey)) return answer
    const masked = (text: string) => text.replaceAll(apiKey, maskedKey(apiKey))
    return wireResponse({
      status,
      headers: Object.fromEntries(Object.entries(headers).map(([name, value]) => [name, masked(value)])),
      // Latin-1 keeps every byte.
      bytes: Buffer.from(masked(body.toString('latin1')), 'latin1'),
    })
  }
}
