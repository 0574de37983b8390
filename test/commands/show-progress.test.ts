import { describe, expect, test } from 'vitest'
import { showingProgress } from '../../commands/sandbox/show-progress.ts'
import type { ProgressView } from '../../src/control/sandbox-control.ts'

type Context = Parameters<typeof showingProgress>[3]

/** Answers how far it is, one after the other, and ends the work with the last. */
async function shown(dones: readonly (number | null | Error)[], { isTty = false, json = false } = {}) {
  let written = ''
  let asked = 0
  const work = Promise.withResolvers<string>()
  const client = {
    async progress() {
      const done = dones[asked++] ?? null
      if (asked >= dones.length) work.resolve('done')
      if (done instanceof Error) throw done
      const progress: ProgressView | null = done === null ? null : { what: 'seed', done, of: 1_000 }
      return { progress }
    },
  }
  const write = async (text: string) => {
    written += text
  }
  const stderr = { isTty, write }
  const context = { terminal: { stderr } } as unknown as Context
  if (json) work.resolve('done')
  const result = await showingProgress({ client } as never, 'seed', json, context, () => work.promise)
  return { result, written, asked }
}

describe('the progress of a seed', () => {
  test('is a line for each tenth where no terminal is', async () => {
    const { result, written } = await shown([0, 110, 115, 420, 1_000, null])
    expect([result, written]).toEqual(['done', 'Seeding: 10 %\nSeeding: 40 %\nSeeding: 100 %\n'])
  })

  test('is one line on a terminal, which is gone at the end', async () => {
    const { written } = await shown([110, 420, null], { isTty: true })
    expect(written).toBe('\rSeeding: 10 %\rSeeding: 40 %\r\u001b[K')
  })

  test('is not asked for beside JSON', async () => {
    expect(await shown([500], { json: true })).toEqual({ result: 'done', written: '', asked: 0 })
  })

  test('is no matter to what is made: who cannot tell it is not asked in vain', async () => {
    const { result, written } = await shown([new Error('404'), 300, null])
    expect([result, written]).toEqual(['done', 'Seeding: 30 %\n'])
  })
})
