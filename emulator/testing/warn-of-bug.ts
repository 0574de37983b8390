/**
 * Tells of an error that nobody foresaw. Whoever called saw a 500 without its reason; a warning of Node is shown with
 * its stack, whatever runs the tests.
 */
export function warnOfBug(error: unknown, what: string): void {
  const detail = error instanceof Error ? (error.stack ?? error.message) : String(error)
  process.emitWarning(`Bug of the sandbox in ${what}`, { type: 'IdeaDunesWarning', detail })
}
