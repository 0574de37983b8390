import fc from 'fast-check'
import { expect } from 'vitest'
import type { TestAnswer } from '../../world/sandbox.ts'
import { type Practice, services } from './practice-model.ts'
import { expectSame, type World } from './practice-world.ts'

export type PracticeCommand = fc.AsyncCommand<Practice, World>

/** A command of such members: when it makes sense, and what it does to both, ending with the comparison of them. */
export function command<Members>(
  name: string,
  members: fc.Arbitrary<Members>,
  {
    can = () => true,
    run,
  }: {
    readonly can?: (model: Practice, members: Members) => boolean
    // biome-ignore lint/suspicious/noExplicitAny: a test reads any member of what was told.
    readonly run: (model: Practice, real: World, members: Members) => Promise<any[]>
  },
): fc.Arbitrary<PracticeCommand> {
  return members.map(given => ({
    check: model => can(model, given),
    run: async (model, real) => {
      const news = await run(model, real, given)
      await expectSame(model, real, news)
      note(name)
    },
    toString: () => `${name} ${JSON.stringify(given)}`,
  }))
}

/** How often each command was run, and how often something came about that has to. */
export const tally = new Map<string, number>()

export function note(what: string): void {
  tally.set(what, (tally.get(what) ?? 0) + 1)
}

export const which = fc.nat({ max: 40 })
/** Two half hours are wanted most, so that there are those who wait. */
export const cell = fc.oneof(
  { weight: 3, arbitrary: fc.constantFrom(0, 1) },
  { weight: 1, arbitrary: fc.nat({ max: 7 }) },
)
/** Mostly one, so that several share a start. */
export const units = fc.constantFrom(1, 1, 2)
export const resource = fc.constantFrom('res_ann', 'res_ben')
export const service = fc.constantFrom(...Object.keys(services))
export const freeService = fc.constantFrom('svc_talk', 'svc_long')

/** One of a list, by any number. */
export function pick<T>(list: readonly T[], at: number): T {
  const found = list[at % list.length]
  if (found === undefined) throw new Error('The list is empty.')
  return found
}

export function customerOf(model: Practice, at: number): string {
  return pick([...model.customers.keys()], at)
}

export function expectStatus(answer: TestAnswer, status: number): void {
  expect(answer.status, answer.text).toBe(status)
}
