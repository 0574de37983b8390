import fc from 'fast-check'
import { expect, test } from 'vitest'
import { matchesGlob } from '../../src/text/glob.ts'
import { choosesAny, choosesEvent } from '../../src/webhooks/event-patterns.ts'
import { controlledSandbox } from '../control/controlled-sandbox.ts'
import { sourceFiles, textOf } from '../repository/project-files.ts'
import { quickly } from '../world/quickly.ts'

/** As plain as can be: a star is nothing, or one character and a star. */
function plainlyMatches(glob: string, text: string): boolean {
  if (glob === '') return text === ''
  const [first] = glob
  if (first === '*')
    return plainlyMatches(glob.slice(1), text) || (text !== '' && plainlyMatches(glob, text.slice(1)))
  return text.startsWith(first ?? '') && plainlyMatches(glob.slice(1), text.slice(1))
}

const word = (letters: string, maxLength: number) =>
  fc.array(fc.constantFrom(...letters), { maxLength }).map(all => all.join(''))

test('a glob means what a slow and plain reading of it means', () => {
  fc.assert(
    fc.property(word('ab.*', 8), word('ab.', 10), (glob, text) => {
      expect(matchesGlob(glob, text)).toBe(plainlyMatches(glob, text))
    }),
    { numRuns: 5_000 },
  )
})

test.each([
  ['a.b', 'axb', false],
  ['a[b]+(c)$^\\d?', 'a[b]+(c)$^\\d?', true],
  ['/v2/bookings*', '/v2/bookings?limit=1', true],
  ['', '', true],
  ['*', '', true],
  ['a*a', 'a', false],
  ['ab*ba', 'aba', false],
])('%s and %s: %s', (glob, text, expected) => {
  expect(matchesGlob(glob, text)).toBe(expected)
})

const many = 10_000

test.each([
  ['stars alone', '*'.repeat(many), 'a'.repeat(many)],
  ['stars and another end', `${'*'.repeat(many)}z`, 'a'.repeat(many)],
  ['a star after each letter', `${'a*'.repeat(many / 2)}z`, 'a'.repeat(many)],
  ['a long piece that nearly fits everywhere', `*${'a'.repeat(many / 2)}b*`, 'a'.repeat(many)],
  ['the same from its end', `*b${'a'.repeat(many / 2)}*`, 'a'.repeat(many)],
  ['pieces that fit until the last one', `${'*ab'.repeat(many / 4)}*c`, 'ab'.repeat(many / 2)],
])('%s: 10,000 characters against 10,000 are quick', async (_, glob, text) => {
  await quickly(() => {
    matchesGlob(glob, text)
    choosesEvent([glob, `!${glob}`], text)
    choosesAny(glob, [text])
  })
})

const hostile = [`${'*'.repeat(20)}z`, `${'*'.repeat(99)}z`, `b${'*o'.repeat(20)}*z`]

test.each(hostile)('the event pattern %s is refused at once, because it chooses nothing', async pattern => {
  const sandbox = await controlledSandbox()
  await quickly(async () => {
    const body = { url: 'http://localhost:3000/', events: [pattern] }
    const answers = [
      await sandbox.send('POST', '/v2/webhooks', { body }),
      await sandbox.send('GET', `/v2/events?type=${pattern}`),
      await sandbox.control('GET', `/events?type=${pattern}`),
      await sandbox.control('GET', `/events/stream?type=${pattern}`),
    ]
    expect(answers.map(({ status }) => status)).toEqual([422, 422, 422, 422])
  })
  await sandbox.close()
})

test('one that chooses something is stored, and events are delivered by it', async () => {
  const sandbox = await controlledSandbox()
  await quickly(async () => {
    const events = [`${'*'.repeat(60)}d`, `!p${'*'.repeat(60)}`]
    const body = { url: 'http://localhost:9/', events }
    const { json } = await sandbox.send('POST', '/v2/webhooks', { body })
    await sandbox.send('POST', '/v2/customers', { body: { name: 'a' } })
    const deliveries = await sandbox.send('GET', `/v2/webhooks/${json.id}/deliveries`)
    expect(deliveries.json.data).toHaveLength(1)
  })
  await sandbox.close()
})

test('the log is searched at once, for whatever path', async () => {
  const sandbox = await controlledSandbox()
  const path = `/v2/${'a'.repeat(1_900)}`
  for (let i = 0; i < 20; i += 1) await sandbox.send('GET', path)
  await quickly(async () => {
    for (const glob of [`${'*a'.repeat(240)}*z`, `*${'a'.repeat(490)}b`, '*'.repeat(500)]) {
      const { json } = await sandbox.control('GET', `/requests?path=${encodeURIComponent(glob)}`)
      expect(json.data).toHaveLength(glob.endsWith('*') ? 20 : 0)
    }
  })
  await sandbox.close()
})

test('expressions are made of constants of this project, or of words of which every sign stands for itself', () => {
  const making = sourceFiles('commands', 'emulator', 'src').filter(file =>
    textOf(file).includes('new RegExp('),
  )
  expect(making.sort()).toEqual([
    'commands/api/shorthand-values.ts',
    'commands/kernel/event-patterns.ts',
    'emulator/fleet/snapshots/place.ts',
    // Names and addresses of who is erased: escaped, side by side.
    'emulator/rules/compliance/redaction.ts',
    'src/time/duration.ts',
  ])
})
