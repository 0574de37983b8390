import { describe, expect, test } from 'vitest'
import { errorPage } from '../../bin/build/error-page.ts'
import { buildErrorIndex } from '../../src/contract/errors/error-index.ts'
import { docUrlOf, errorCatalogue } from '../../src/contract/errors/errors.ts'
import { operations } from '../../src/contract/index.ts'
import { runCli } from './run-cli.ts'

const codes = Object.keys(errorCatalogue)

describe('errors', () => {
  test('lists every code, by status, then by name', async () => {
    const { stdout, stderr, code } = await runCli(['errors'])
    expect({ stderr, code }).toEqual({ stderr: '', code: 0 })
    const lines = stdout.trimEnd().split('\n')
    expect(lines).toHaveLength(codes.length)
    expect(lines).toEqual([...lines].sort())
    expect(lines).toContain('422\tresource_unavailable\tThe resource is not available at the requested time')
  })

  test('shows people every message, however narrow', async () => {
    const { stdout } = await runCli(['errors'], { tty: true, columns: 60 })
    expect(Math.max(...stdout.split('\n').map(line => line.length))).toBeLessThanOrEqual(60)
    expect(stdout).toMatch(/^ {2}validation_failed +422 The request does not/m)
  })

  test('under --json has the same members for each', async () => {
    const { data } = JSON.parse((await runCli(['errors', '--json'])).stdout)
    expect(data.map(({ code }: { code: string }) => code).sort()).toEqual([...codes].sort())
    expect(Object.keys(data[0])).toEqual([
      ...['code', 'status', 'message', 'hint', 'doc_url', 'source', 'operations', 'commands'],
    ])
  })
})

describe('errors CODE', () => {
  test('shows everything about it', async () => {
    const { stdout } = await runCli(['errors', 'resource_unavailable'], { tty: true, columns: 100 })
    expect(stdout).toMatch(/^resource_unavailable \(422\)\nThe resource is not available/)
    expect(stdout).toMatch(/What to do +Take one of details\.suggestions/)
    expect(stdout).toMatch(/Comes from +bookings create/)
    expect(stdout).toMatch(/When\n {2}bookings create +The start is taken/)
    expect(stdout).toContain('"type": "existing_booking"')
    expect(stdout).toContain(docUrlOf('resource_unavailable'))
  })

  test('is one fact per line when piped, and one document under --json', async () => {
    expect((await runCli(['errors', 'rate_limited'])).stdout).toMatch(/^code\trate_limited\nstatus\t429\n/)
    const json = JSON.parse((await runCli(['errors', 'rate_limited', '--json'])).stdout)
    expect(json).toMatchObject({ code: 'rate_limited', status: 429, details_example: { window: 'second' } })
    expect(json.commands).toContain('bookings list')
  })

  test('says in words what comes from every command, and what from none', async () => {
    const told = async (code: string) => (await runCli(['errors', code], { tty: true })).stdout
    expect(await told('invalid_api_key')).toMatch(/Comes from +every command of the API/)
    expect(await told('method_not_allowed')).toMatch(/Comes from +no command/)
  })

  test.each([
    ['resource_unavalable', 'Did you mean `ideadunes errors resource_unavailable`?'],
    ['__proto__', 'lists all of them'],
    ['frobnicate', 'lists all of them'],
  ])('%s is unknown', async (code, hint) => {
    const { stdout, stderr, code: exitCode } = await runCli(['errors', code])
    expect([exitCode, stdout]).toEqual([2, ''])
    expect(stderr).toContain(`The API has no error code ${code}`)
    expect(stderr).toContain(hint)
  })
})

describe('docs/errors.md', () => {
  const page = errorPage(
    buildErrorIndex(operations),
    operations.map(({ id }) => id),
  )

  test('has a section for each code, sorted by status', () => {
    const sections = [...page.matchAll(/^## (\w+)$/gm)].map(([, code = '']) => code)
    expect([...sections].sort()).toEqual([...codes].sort())
    const statuses = sections.map(code => errorCatalogue[code as keyof typeof errorCatalogue].status)
    expect(statuses).toEqual([...statuses].sort((one, other) => one - other))
  })

  test('says who answers, without listing everybody', () => {
    expect(page).toMatch(/## invalid_api_key\n\n.*\n.*\n.*\n- Answered by every operation\n/)
    expect(page).toMatch(/## method_not_allowed\n\n.*\n.*\n.*\n- Answered by no operation, but by the server/)
    expect(page).toMatch(/## resource_unavailable\n(.*\n)*?.* {2}- `createBooking`: The start is taken/)
  })
})
