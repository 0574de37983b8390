import type { Sink } from './terminal.ts'

/** Writes one JSON document and a line feed. */
export async function writeJson(sink: Sink, value: unknown): Promise<void> {
  await sink.write(`${JSON.stringify(value, null, 2)}\n`)
}

/**
 * Writes a list as the first member of one JSON document while its items arrive, one item per line. `close` adds the
 * members that stand behind the items; an error in the middle goes there too, and the document stays whole.
 */
export function openJsonList(sink: Sink, name = 'data') {
  let count = 0
  return {
    async add(items: readonly unknown[]): Promise<void> {
      const lines = items.map(item => `${count++ === 0 ? `{"${name}":[\n` : ',\n'}${JSON.stringify(item)}`)
      await sink.write(lines.join(''))
    },
    async close(members: Readonly<Record<string, unknown>>): Promise<void> {
      const rest = JSON.stringify(members).slice(1)
      await sink.write(`${count === 0 ? `{"${name}":[` : '\n'}],${rest}\n`)
    },
  }
}
