/** Which of the two services a key is made for. `other` is what has no such prefix. */
export type KeyMode = 'live' | 'test' | 'other'

export interface KeyShape {
  readonly mode: KeyMode
  readonly scope: 'secret' | 'publishable'
}

const prefixed = /^([a-z]{2})_(live|test)_/

/** A secret key wherever it stands in a text; the prefix alone, as documents write it, is none. */
const secretInText = /\b([sr]k_(?:live|test)_)[A-Za-z0-9_-]{4,}/g

/** What a key tells about itself. What is not known as publishable is secret. */
export function keyShape(key: string): KeyShape {
  const [, kind, mode] = prefixed.exec(key) ?? []
  return {
    mode: (mode as 'live' | 'test' | undefined) ?? 'other',
    scope: kind === 'pk' ? 'publishable' : 'secret',
  }
}

/** Whether it is written as the service writes keys, whole and without blanks. */
export function isWholeKey(text: string): boolean {
  return /^[spr]k_(?:live|test)_[A-Za-z0-9_-]{6,200}$/.test(text)
}

/** A key as it may be shown: `sk_live_...7dc`. Of a short one, no end is shown. */
export function maskedKey(key: string): string {
  const prefix = prefixed.exec(key)?.[0] ?? ''
  const rest = key.slice(prefix.length)
  return `${prefix}...${rest.length < 10 ? '' : rest.slice(-3)}`
}

/** A text in which every secret key, and every one of those that are known, is masked. */
export function withoutKeys(text: string, known: readonly string[] = []): string {
  const spared = known
    .filter(key => key.length >= 6)
    .reduce((rest, key) => rest.replaceAll(key, () => maskedKey(key)), text)
  return spared.replaceAll(secretInText, key => maskedKey(key))
}

/** Whether a secret key stands somewhere in a text. */
export function hasSecretKey(text: string): boolean {
  return text.search(secretInText) !== -1
}
