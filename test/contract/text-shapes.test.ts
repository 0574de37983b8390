import { describe, expect, test } from 'vitest'
import { createValidators } from '../../emulator/validation/validation.ts'
import { operations } from '../../src/contract/index.ts'
import { customerEmail, customerPhone } from '../../src/contract/objects/customer.ts'
import { strictObject } from '../../src/contract/schema.ts'
import { wording } from '../../src/contract/texts.ts'

const validatorOf = createValidators()
const faultsOf = (schema: Parameters<typeof strictObject>[0][string], m: string) =>
  validatorOf(strictObject({ m: schema }))({ m }).map(({ code, message }) => `${code}: ${message}`)

describe('an e-mail address', () => {
  test.each([
    'user@xn--h1aigbl0e.xn--p1ai',
    'a@käse.de',
    'почта@пример.рф',
    '用户@例子.中国',
    'नीरज@डाटामेल.भारत',
    'user%tag@example.com',
    "o'neil+a=b&c?d/e@sub-domain.example.co.uk",
    'A@EXAMPLE.COM',
    `${'a'.repeat(64)}@example.com`,
    'x@example.photography',
  ])('%s', text => expect(faultsOf(customerEmail, text)).toEqual([]))

  test.each([
    'a..b@example.com',
    '.a@example.com',
    'a.@example.com',
    'a@b..c.com',
    'a@.b.com',
    'a@b.com.',
    'a@b-.com',
    'a@käse..de',
    'a@localhost',
    'a@b_c.com',
    `${'a'.repeat(65)}@example.com`,
    `a@${'b'.repeat(64)}.com`,
    'a b@example.com',
    'a\u00a0b@example.com',
    'a\u200b@example.com',
    'a@exam\u00adple.com',
    'a@example.com\u2028',
    'a@ex\u0007ample.com',
    'A <a@example.com>',
    'a@example.com,b@example.com',
    'mailto:a@example.com',
    'a@127.0.0.1',
  ])('but not %j', text =>
    expect(faultsOf(customerEmail, text)).toEqual(['invalid_format: must be an e-mail address']),
  )
})

describe('a phone number', () => {
  test.each([
    '+1 555 0100 ext. 12',
    '+1 555 0100 ext 12',
    '+1-555-0100 x12',
    '(555) 555-0100 Ext. 7',
    '+1.555.0100 extension 9',
    '555 0100 #4',
    '+1-555-0100;ext=12',
    '+91 98765 43210',
    '(+44) (0)20 7946 0000',
    '+49 (30) 23125/100',
    '112',
    '555 - 0100',
  ])('%s', text => expect(faultsOf(customerPhone, text)).toEqual([]))

  test.each([
    '----',
    '   ',
    '+',
    '()',
    '+1',
    './-',
    'ext. 12',
    '12',
    '+1 555 0100 ext.',
    '++1 555',
    'call me',
    '0'.repeat(21),
  ])('but not %j', text =>
    expect(faultsOf(customerPhone, text)).toEqual([
      'invalid_format: must be a phone number, such as +91 98765 43210 or +1 555 0100 ext. 12',
    ]),
  )

  test('is judged at once, however it is made', () => {
    const before = performance.now()
    for (const part of ['1', '1 ', '(1)', '1-----', ' ']) faultsOf(customerPhone, `${part.repeat(40)}!`)
    expect(performance.now() - before).toBeLessThan(200)
  })
})

test.each([' ', '   ', '\t', '\n\r', '\u00a0', '\u3000\u2003'])(
  'a wording of blanks alone is refused: %j',
  text => expect(faultsOf(wording(20, 'x'), text)).toEqual(['invalid_format: must not be blank']),
)

interface Schema {
  readonly type?: string
  readonly minLength?: number
  readonly pattern?: string
  readonly format?: string
  readonly anyOf?: readonly Schema[]
  readonly items?: Schema
  readonly properties?: Readonly<Record<string, Schema>>
}

/** Texts that must not be empty and whose form is checked by the operation. */
const otherwiseChecked = new Set(['timezone', 'locale', 'from', 'to'])

test('every required text of every body refuses blanks', () => {
  const lenient: string[] = []
  let wordings = 0
  const walk = (schema: Schema | null, where: string): void => {
    if (schema === null) return
    if (schema.type === 'string' && (schema.minLength ?? 0) > 0) {
      if (schema.pattern === '\\S') wordings += 1
      else if (schema.pattern === undefined && schema.format === undefined) lenient.push(where)
    }
    for (const branch of schema.anyOf ?? []) walk(branch, where)
    if (schema.items) walk(schema.items, where)
    for (const [name, member] of Object.entries(schema.properties ?? {})) walk(member, `${where}/${name}`)
  }
  for (const { id, body } of operations) walk(body, id)
  expect(lenient.filter(where => !otherwiseChecked.has(where.split('/').at(-1) ?? ''))).toEqual([])
  expect(wordings).toBeGreaterThan(15)
})
