import type { Page } from '../../src/client/client-types.ts'
import type { CommandEntry } from '../../src/contract/commands/command-index.ts'
import { cellOf } from '../../src/output/cell.ts'
import { paintFor } from '../../src/output/paint.ts'
import type { Context } from '../kernel/context.ts'

interface ChangeResult {
  readonly data: unknown
  readonly status: number
  readonly replayed: boolean
}

/** After a change: one line that says what changed, and one with the useful next command. Nothing after a read. */
export function changeNotes(id: string, entry: CommandEntry, result: ChangeResult, context: Context): string {
  if (entry.method === 'GET') return ''
  const paint = paintFor(context.terminal.stderr)
  const { id: objectId, status } = (result.data ?? {}) as { id?: string; status?: string }
  const what = objectId === undefined ? id.replaceAll(':', ' ') : cellOf(objectId)
  const verb = result.replayed ? 'Already done before:' : verbOf(id, result.status)
  const isSaid = status === undefined || cellOf(status) === verb.toLowerCase()
  const state = isSaid ? '' : `, ${cellOf(status)}`
  const next = nextCommand(id, objectId, context)
  return [
    `${paint('green', '✓')} ${verb} ${what}${state}\n`,
    next === undefined ? '' : `${paint('dim', `Next: ${next}`)}\n`,
  ].join('')
}

/** Under a list: how many rows there are, and how to get the rest. */
export function pageNotes(id: string, count: number, last: Page | undefined, context: Context): string {
  const paint = paintFor(context.terminal.stderr)
  const name = `${context.typedName} ${id.replaceAll(':', ' ')}`
  if (count === 0) return `${paint('dim', 'Nothing there.')}\n`
  if (last?.has_more !== true || last.next_cursor === null) return ''
  return `${paint('dim', `${count} shown. More: ${name} --cursor ${last.next_cursor}, or --all`)}\n`
}

/** What the last word of a command did. Other words say themselves: `Done: …`. */
const deeds: Readonly<Record<string, string>> = {
  archive: 'Archived',
  delete: 'Deleted',
  release: 'Released',
  remove: 'Removed from',
  update: 'Updated',
}

function verbOf(id: string, status: number): string {
  if (status === 201) return 'Created'
  return deeds[id.split(':').at(-1) ?? ''] ?? 'Done:'
}

/** `bookings get bk_…` after a change of a booking, if there is such a command. */
function nextCommand(id: string, objectId: string | undefined, context: Context): string | undefined {
  const getId = [...id.split(':').slice(0, -1), 'get'].join(':')
  const index = context.contract.index()
  const get = Object.hasOwn(index, getId) ? index[getId] : undefined
  const placeholders = get?.path.match(/\{/g) ?? []
  if (objectId === undefined || placeholders.length !== 1) return undefined
  return `${context.typedName} ${getId.replaceAll(':', ' ')} ${objectId}`
}
