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
import { parseEnv } from 'node:util'
import fc from 'fast-check'
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

const key = `-----BEGIN KEY-----
SECRET=not this one
-----END KEY-----`

describe('a value that spans lines stays whole', () => {
  test.each([
    [`A="${key}"\nB=2\n`, `A="${key}"\nB=2\nSECRET=whsec_a+/$&==\n`],
    [`A='${key}'\nSECRET=old\n`, `A='${key}'\nSECRET=whsec_a+/$&==\n`],
    [`A=\`${key}\` # SECRET=x\r\nSECRET=old\r\n`, `A=\`${key}\` # SECRET=x\r\nSECRET=whsec_a+/$&==\r\n`],
    [
      `A="an escaped \\" quote\nSECRET=x"\nSECRET=old`,
      `A="an escaped \\" quote\nSECRET=x"\nSECRET=whsec_a+/$&==`,
    ],
    [`SECRET="${key}" # why\nB=2\n`, 'SECRET="whsec_a+/$&==" # why\nB=2\n'],
    ['# it\'s "a comment\nSECRET=old\n', '# it\'s "a comment\nSECRET=whsec_a+/$&==\n'],
    ["A=it's\nSECRET=old\nB='x'\n", "A=it's\nSECRET=whsec_a+/$&==\nB='x'\n"],
    ["A='open\nSECRET=old\n", "A='open\nSECRET=whsec_a+/$&==\n"],
    ['A="x" and more\nSECRET=old\nB="y"\n', 'A="x" and more\nSECRET=whsec_a+/$&==\nB="y"\n'],
    ['\u00ef\u00bb\u00bfSECRET=old\n', '\u00ef\u00bb\u00bfSECRET=whsec_a+/$&==\n'],
    ['SECRET_A=1\nA.SECRET=2\n', 'SECRET_A=1\nA.SECRET=2\nSECRET=whsec_a+/$&==\n'],
  ])('in %j', (text, expected) => {
    expect(set(text)).toBe(expected)
    expect(set(set(text))).toBe(expected)
  })

  test('as the parser of Node reads it, whatever else is set', () => {
    const name = fc.constantFrom('A', 'B_2', 'SECRET', 'SECRET_2')
    const words = fc.array(fc.constantFrom('a', ' ', '\n', 'SECRET=b', '#', '=', '&', '\nSECRET=c\n', 'é'))
    const assignment = fc
      .tuple(name, fc.constantFrom('"', "'"), words)
      .map(([variable, quote, value]) => `${variable}=${quote}${value.join('')}${quote}`)
    const line = fc.oneof(assignment, fc.constantFrom('', '# SECRET="', 'A=plain', 'SECRET=old # why'))
    fc.assert(
      fc.property(fc.array(line), lines => {
        const text = lines.map(one => `${one}\n`).join('')
        expect(parseEnv(withVariable(text, 'SECRET', 'new'))).toEqual({ ...parseEnv(text), SECRET: 'new' })
      }),
    )
  })
})

describe('a file that cannot be replaced is written in place', () => {
  test.each(['EBUSY', 'EACCES', 'EROFS'])('%s', code => {
    using folder = temporaryFolder()
    const file = join(folder.path, '.env')
    writeFileSync(file, 'SECRET="a long value that goes"\nB=2\n')
    const { ino } = statSync(file)
    const refuse = () => {
      throw Object.assign(new Error(code), { code })
    }
    expect(setInEnvFile(file, 'SECRET', 'x', refuse)).toBe('changed')
    expect([readFileSync(file, 'utf8'), statSync(file).ino]).toEqual(['SECRET="x"\nB=2\n', ino])
    expect(readdirSync(folder.path)).toEqual(['.env'])
  })

  test('but not where something else went wrong: a full disk would cut it', () => {
    using folder = temporaryFolder()
    const file = join(folder.path, '.env')
    writeFileSync(file, 'A=1\n')
    const refuse = () => {
      throw Object.assign(new Error('no space'), { code: 'ENOSPC' })
    }
    expect(() => setInEnvFile(file, 'SECRET', 'x', refuse)).toThrow(
      expect.objectContaining({ code: 'env_file' }),
    )
    expect(readFileSync(file, 'utf8')).toBe('A=1\n')
    expect(readdirSync(folder.path)).toEqual(['.env'])
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
