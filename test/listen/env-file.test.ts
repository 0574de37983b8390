import {
  chmodSync,
  lstatSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { setInEnvFile, withVariable } from '../../commands/listen/env-file.ts'
import { temporaryFolder } from '../commands/run-cli.ts'

const set = (text: string) => withVariable(text, 'SECRET', 'whsec_a+/$&==')

describe('a variable', () => {
  test.each([
    ['', 'SECRET=whsec_a+/$&==\n'],
    ['A=1\n', 'A=1\nSECRET=whsec_a+/$&==\n'],
    ['A=1', 'A=1\nSECRET=whsec_a+/$&==\n'],
    ['A=1\r\nB=2', 'A=1\r\nB=2\r\nSECRET=whsec_a+/$&==\r\n'],
    ['A=1\r\nSECRET=old\r\nB=2\r\n', 'A=1\r\nSECRET=whsec_a+/$&==\r\nB=2\r\n'],
    ['SECRET=\nB=2', 'SECRET=whsec_a+/$&==\nB=2'],
    ['  export SECRET = "old" # why\nB=2\n', '  export SECRET = "whsec_a+/$&==" # why\nB=2\n'],
    ['SECRET=old # why', 'SECRET=whsec_a+/$&== # why'],
    ['SECRET="old', 'SECRET="whsec_a+/$&=="'],
    ["SECRET='old'", "SECRET='whsec_a+/$&=='"],
    [
      '# SECRET=old\nSECRET_2=x\nMY_SECRET=y\n',
      '# SECRET=old\nSECRET_2=x\nMY_SECRET=y\nSECRET=whsec_a+/$&==\n',
    ],
    // The last one counts, for most readers; so all of them are the same.
    ['SECRET=a\nX=1\nSECRET=b\n', 'SECRET=whsec_a+/$&==\nX=1\nSECRET=whsec_a+/$&==\n'],
  ])('in %j', (text, expected) => {
    expect(set(text)).toBe(expected)
    expect(set(set(text))).toBe(expected)
  })
})

describe('an env file', () => {
  test('is made for its user only', () => {
    using folder = temporaryFolder()
    const file = join(folder.path, '.env.local')
    expect(setInEnvFile(file, 'SECRET', 'x')).toBe('made')
    expect([readFileSync(file, 'utf8'), statSync(file).mode & 0o777]).toEqual(['SECRET=x\n', 0o600])
  })

  test('keeps its mode, its bytes and its neighbours', () => {
    using folder = temporaryFolder()
    const file = join(folder.path, '.env')
    const bytes = Buffer.from([0xef, 0xbb, 0xbf, 0x41, 0x3d, 0xff, 0xfe, 0x0a])
    writeFileSync(file, bytes)
    chmodSync(file, 0o664)
    expect(setInEnvFile(file, 'SECRET', 'x')).toBe('added')
    expect(readFileSync(file)).toEqual(Buffer.concat([bytes, Buffer.from('SECRET=x\n')]))
    expect(statSync(file).mode & 0o777).toBe(0o664)
    expect(readdirSync(folder.path)).toEqual(['.env'])
    expect(setInEnvFile(file, 'SECRET', 'y')).toBe('changed')
    const { ino } = statSync(file)
    expect([setInEnvFile(file, 'SECRET', 'y'), statSync(file).ino]).toEqual(['unchanged', ino])
  })

  test('that is a link stays one', () => {
    using folder = temporaryFolder()
    mkdirSync(join(folder.path, 'shared'))
    writeFileSync(join(folder.path, 'shared', 'env'), 'A=1\n')
    const link = join(folder.path, '.env')
    symlinkSync('shared/env', link)
    setInEnvFile(link, 'SECRET', 'x')
    expect(lstatSync(link).isSymbolicLink()).toBe(true)
    expect(readFileSync(join(folder.path, 'shared', 'env'), 'utf8')).toBe('A=1\nSECRET=x\n')
  })

  test('that cannot be written is told', () => {
    using folder = temporaryFolder()
    expect(() => setInEnvFile(join(folder.path, 'no', '.env'), 'SECRET', 'x')).toThrow(
      expect.objectContaining({ kind: 'usage', code: 'env_file', field: '--write-env' }),
    )
    expect(() => setInEnvFile(folder.path, 'SECRET', 'x')).toThrow(
      expect.objectContaining({ code: 'env_file' }),
    )
  })
})
