/**
 * A flag that says with a few words what would take JSON: `--mon 09:00-12:00,13:00-17:00`. An operation declares
 * them; help, completion, examples and the reading of argv follow. How a text is read lies in commands/api.
 */
export interface Shorthand {
  /** The flag's name without dashes. No member of the operation is called like it. */
  readonly flag: string
  readonly reads: ShorthandKind
  /** JSON Pointer of the member of the body that the value becomes; empty: its members go into the body itself. */
  readonly into: '' | `/${string}`
  /** Members of the body that the flag says just by being there. */
  readonly sets?: Readonly<Record<string, string>>
  readonly description: string
}

/** What the text of a shorthand means: hours of a day, a period of dates or instants, or a range whose end is not in it. */
export type ShorthandKind = 'hours' | 'period' | 'range'
