/** Where an operating system keeps secrets for its users. */
export interface Keyring {
  /** Null where there is no such item. */
  get(item: string): Promise<string | null>
  set(item: string, secret: string): Promise<void>
  remove(item: string): Promise<void>
}
