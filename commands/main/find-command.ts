import { Failure } from '../../src/failure/failure.ts'
import { nearestOf } from '../../src/text/nearest.ts'
import { oclifTopics } from '../kernel/plugin-folder.ts'
import { familiarCommand } from './familiar-words.ts'

/** What the words of an argv ask for. */
export type Found =
  | { readonly kind: 'command'; readonly id: string; readonly rest: readonly string[] }
  /** No words at all. */
  | { readonly kind: 'root' }
  /** The first words of several commands, such as `bookings`. */
  | { readonly kind: 'topic'; readonly topic: string }

/**
 * Finds the command whose words argv begins with; the longest wins (`bookings create`, also as `bookings:create`).
 * The ids of all commands are asked for only where there are words. Throws a usage failure that names the nearest
 * command.
 */
export function findCommand(argv: readonly string[], allIds: () => readonly string[]): Found {
  const words = leadingWords(argv)
  if (words.length === 0) return rootOf(argv)
  const ids = allIds()
  for (let count = words.length; count > 0; count--) {
    const id = words.slice(0, count).join(':')
    if (ids.includes(id)) return { kind: 'command', id, rest: argv.slice(count) }
  }
  const typed = words.join(':')
  if (ids.some(id => id.startsWith(`${typed}:`))) return { kind: 'topic', topic: typed }
  throw unknownCommand(words, ids)
}

function rootOf([flag]: readonly string[]): Found {
  if (flag === undefined || flag === '--help' || flag === '-h') return { kind: 'root' }
  throw strayFlag(flag)
}

function leadingWords(argv: readonly string[]): readonly string[] {
  const end = argv.findIndex(word => word.startsWith('-'))
  return end === -1 ? argv : argv.slice(0, end)
}

function strayFlag(flag: string): Failure {
  return new Failure('usage', 'unknown_flag', `${flag} stands before any command`, {
    field: flag,
    hint: 'Name the command first: `ideadunes bookings list --json`. See `ideadunes --help`.',
  })
}

/** Compares the words with each command's, cut to the same number of words. */
function unknownCommand(words: readonly string[], own: readonly string[]): Failure {
  const ids = [...own, ...Object.keys(oclifTopics)]
  const lengths = [...new Set(ids.map(id => id.split(':').length))].filter(length => length <= words.length)
  const near = lengths
    .sort((one, other) => other - one)
    .flatMap(length => {
      const typed = words.slice(0, length).join(' ')
      const known = ids.filter(id => id.split(':').length === length).map(id => id.replaceAll(':', ' '))
      return nearestOf(typed, known) ?? []
    })[0]
  const topics = [...new Set(ids.map(id => id.split(':')[0] ?? ''))]
  const suggestion =
    otherOrder(words, ids) ?? familiarCommand(words, ids) ?? near ?? nearestOf(words[0] ?? '', topics)
  const shown = words.slice(0, 3).join(' ')
  return new Failure('usage', 'unknown_command', `There is no command \`${shown}\``, {
    hint:
      suggestion === undefined
        ? 'See `ideadunes --help` for all commands.'
        : `Did you mean \`ideadunes ${suggestion}\`?`,
  })
}

/** The command that the typed words are in another order: `list bookings`. What follows them may be anything. */
function otherOrder(words: readonly string[], ids: readonly string[]): string | undefined {
  const same = (id: string) => {
    const parts = id.split(':')
    return parts.toSorted().join(':') === words.slice(0, parts.length).toSorted().join(':')
  }
  const [longest] = ids.filter(same).toSorted((one, other) => other.split(':').length - one.split(':').length)
  return longest?.replaceAll(':', ' ')
}
