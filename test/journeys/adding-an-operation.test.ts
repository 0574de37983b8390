import { spawnSync } from 'node:child_process'
import { cpSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterAll, beforeAll, expect, test } from 'vitest'

const root = fileURLToPath(new URL('../..', import.meta.url))
let copy = ''

// The worked example of CONTRIBUTING, followed to the letter in a copy of the project.
beforeAll(() => {
  copy = mkdtempSync(join(tmpdir(), 'ideadunes-adding-'))
  for (const part of [
    'bin',
    'bench',
    'commands',
    'emulator',
    'src',
    'test',
    'package.json',
    'tsconfig.json',
    'vitest.config.ts',
  ]) {
    cpSync(join(root, part), join(copy, part), { recursive: true })
  }
  symlinkSync(join(root, 'node_modules'), join(copy, 'node_modules'))
  for (const { file, code } of exampleBlocks()) {
    writeFileSync(join(copy, file), code)
  }
  run(process.execPath, 'bin/build.ts', '--lists')
})

afterAll(() => rmSync(copy, { recursive: true, force: true }))

test('takes a declaration, a handler and a test, and no other file', () => {
  expect(exampleBlocks().map(({ how, file }) => `${how} ${file}`)).toEqual([
    'new src/contract/bookings/booking-links.ts',
    'new emulator/operations/bookings/booking-links.ts',
    'new test/operations/bookings/get-booking-links.test.ts',
  ])
})

test('compiles', () => {
  expect(run('node_modules/.bin/tsc', '--noEmit')).toEqual({ status: 0, output: '' })
})

test('passes its own test and the generated walk', () => {
  const tests = ['test/walk', 'test/operations/bookings/get-booking-links.test.ts']
  const { status, output } = run('node_modules/.bin/vitest', 'run', '--config', 'vitest.config.ts', ...tests)
  expect(status, output).toBe(0)
  expect(output).toMatch(/Test Files +4 passed \(4\)/)
})

test('becomes a command, a field of GraphQL and a part of the OpenAPI document', () => {
  const script = `
    import { buildCommandIndex } from './src/contract/commands/command-index.ts'
    import { operations } from './src/contract/index.ts'
    import { buildOpenApi } from './src/contract/openapi/openapi.ts'
    import { sdlOf } from './emulator/graphql/schema/schema.ts'
    const { paths } = buildOpenApi(operations, { version: '0.0.0' })
    process.stdout.write(JSON.stringify([
      buildCommandIndex(operations)['bookings:links'].path,
      paths['/v2/bookings/{booking_id}/links'].get.operationId,
      /^  bookingLinks\\($/m.test(sdlOf(operations)),
    ]))`
  const { status, output } = run(process.execPath, '--input-type=module-typescript', '--eval', script)
  expect(status, output).toBe(0)
  expect(JSON.parse(output)).toEqual(['/v2/bookings/{booking_id}/links', 'getBookingLinks', true])
})

function exampleBlocks() {
  const text = readFileSync(join(root, 'CONTRIBUTING.md'), 'utf8')
  return [...text.matchAll(/^```ts (new) (\S+)\n(.*?)^```$/gms)].map(
    ([, how = '', file = '', code = '']) => ({ how, file, code }),
  )
}

function run(command: string, ...args: string[]): { status: number | null; output: string } {
  const env = { ...process.env, NO_COLOR: '1', FORCE_COLOR: '0' }
  const { status, stdout, stderr } = spawnSync(command, args, { cwd: copy, encoding: 'utf8', env })
  return { status, output: `${stdout}${stderr}` }
}
