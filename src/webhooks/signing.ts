import { createHmac, createSecretKey, type KeyObject } from 'node:crypto'

/** Headers of a signed delivery (Standard Webhooks; rules, section 10). */
export interface SignatureHeaders {
  readonly 'webhook-id': string
  readonly 'webhook-timestamp': string
  readonly 'webhook-signature': string
}

export interface Signable {
  /** Id of the event: the same at every attempt. */
  readonly id: string
  /** When this attempt is made, in whole seconds since 1970, on the wall clock: receivers compare it with theirs. */
  readonly timestamp: number
  /** The bytes that are sent, as text. */
  readonly body: string
}

/**
 * Signs a delivery with every secret that is valid now: during a rotation these are two, and a receiver that knows
 * either accepts it. Secrets are `whsec_` and base64; the key is what is decoded, without the prefix.
 */
export function signatureHeaders(message: Signable, secrets: readonly string[]): SignatureHeaders {
  const signed = `${message.id}.${message.timestamp}.${message.body}`
  return {
    'webhook-id': message.id,
    'webhook-timestamp': String(message.timestamp),
    'webhook-signature': secrets
      .map(secret => `v1,${createHmac('sha256', keyOf(secret)).update(signed).digest('base64')}`)
      .join(' '),
  }
}

/** A secret of 32 bytes that follows from a seed and what it is for: the same again after a reset. */
export function derivedSecret(seed: string, purpose: string): string {
  return `whsec_${createHmac('sha256', seed).update(`webhook_secret:${purpose}`).digest('base64')}`
}

/** Making a key costs several times what signing with it does. */
const keys = new Map<string, KeyObject>()

const mostKeys = 200

function keyOf(secret: string): KeyObject {
  const known = keys.get(secret)
  if (known !== undefined) return known
  const key = createSecretKey(Buffer.from(secret.replace(/^whsec_/, ''), 'base64'))
  if (keys.size >= mostKeys) keys.clear()
  keys.set(secret, key)
  return key
}
