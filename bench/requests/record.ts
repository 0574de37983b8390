import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import Connection from 'better-sqlite3'
import { recordRows } from '../floors/recorded-rows.ts'
import { databaseIn, type Program, startSandbox } from '../sandbox/start.ts'
import { copyFolder, type World } from '../sandbox/world.ts'
import type { RequestCase } from './cases.ts'

const idempotencyKey = 'bench-recorded-request'

/** Sends one request of a case to a sandbox, and writes down what it wrote and answered. Gives the file. */
export async function recordCase(
  program: Program,
  world: World,
  scratch: string,
  { what, path, body }: RequestCase,
): Promise<string> {
  const folder = copyFolder(scratch, 'recorded')
  const sandbox = await startSandbox(program, folder, world.folder)
  const sent = body?.(world, world.bookingIds.length) ?? {}
  const sentMs = Date.now()
  const answer = await fetch(sandbox.url + path(world, 0), {
    method: 'POST',
    headers: {
      authorization: `Bearer ${sandbox.key}`,
      'content-type': 'application/json',
      'x-idempotency-key': idempotencyKey,
    },
    body: JSON.stringify(sent),
  })
  const text = await answer.text()
  // The request log is written a moment later, and at the end.
  await sandbox.stop()
  if (answer.status !== 201) throw new Error(`${what} was answered ${answer.status}: ${text}`)
  const before = new Connection(databaseIn(world.folder), { readonly: true })
  const after = new Connection(databaseIn(folder), { readonly: true })
  try {
    const recorded = recordRows(before, after, {
      path: path(world, 0),
      body: sent as Readonly<Record<string, unknown>>,
      idempotencyKey,
      answer: text,
      sentMs,
    })
    const written = JSON.stringify(recorded)
    // What was measured would be another request than the one that people send.
    if (written.includes('schedule.violation_detected')) throw new Error(`${what} violates a schedule.`)
    const file = join(folder, 'recorded.json')
    writeFileSync(file, written)
    return file
  } finally {
    before.close()
    after.close()
  }
}
