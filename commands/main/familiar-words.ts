import { shellWord } from '../../src/text/shell-word.ts'

/** What other tools of the kind call what these commands do: the first word, as the whole of a command line here. */
const otherTools: Readonly<Record<string, (rest: readonly string[]) => string>> = {
  // Stripe's command line.
  trigger: ([type = 'booking.created']) => `webhooks send --type ${shellWord(type)} --to 3000/webhooks`,
  fixtures: ([file = 'data.yaml']) => `sandbox seed --file ${shellWord(file)}`,
  logs: () => 'sandbox logs --follow',
  forward: () => 'listen --forward-to 3000/webhooks',
  // Mock servers and emulators.
  serve: () => 'sandbox start',
  mock: () => 'sandbox start',
  dev: () => 'sandbox start',
  up: () => 'sandbox start',
  emulators: () => 'sandbox start',
  down: () => 'sandbox stop',
}

const methods = ['get', 'post', 'put', 'patch', 'delete', 'head']

/**
 * The command that somebody means who comes from another tool (`trigger`, `get /v2/bookings`), or who leaves out
 * `sandbox` (`clock advance`); undefined if none.
 */
export function familiarCommand(words: readonly string[], ids: readonly string[]): string | undefined {
  const [first = '', ...rest] = words
  if (methods.includes(first.toLowerCase())) {
    const [path = '/v2/bookings'] = rest
    return `api ${first.toUpperCase()} ${shellWord(path)}`
  }
  const [tool = ''] = first.split(':')
  if (Object.hasOwn(otherTools, tool)) return otherTools[tool]?.(rest)
  const ofSandbox = words
    .map((_, left) => words.slice(0, words.length - left))
    .find(some => ids.some(id => `${id}:`.startsWith(`sandbox:${some.join(':')}:`)))
  return ofSandbox === undefined ? undefined : `sandbox ${ofSandbox.join(' ')}`
}
