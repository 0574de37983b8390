import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { runFile, start } from '../journeys/built-cli.ts'
import { makePlace, type Place, startSandboxIn } from '../journeys/running-sandbox.ts'
import { onTerminal } from './pseudo-terminal.ts'

/**
 * Completion by real shells: `.ci/run` installs zsh and fish. bash is tested in test/journeys, for every machine has it. PowerShell
 * is in no package of Debian: of its script only the words are tested.
 */
let place: Place
let env: Readonly<Record<string, string>>
beforeAll(async () => {
  place = makePlace()
  await startSandboxIn(place)
  const bin = join(place.folder, 'bin')
  mkdirSync(bin)
  writeFileSync(join(bin, 'ideadunes'), `#!/bin/sh\nexec '${process.execPath}' '${runFile}' "$@"\n`, {
    mode: 0o755,
  })
  env = { ...place.env, PATH: `${bin}:${process.env.PATH ?? ''}` }
})
afterAll(() => place.remove())

describe('fish', () => {
  test.each([
    ['ideadunes bookings cr', ['create']],
    ['ideadunes bookings get bk_01HX', ['bk_01HXYW999']],
    ['ideadunes resources create --type st', ['staff']],
    ['ideadunes bookings list --customer-id cust_ar', ['cust_arjun_02']],
  ])('completes %s', async (typed, words) => {
    const script = `ideadunes autocomplete fish | source; complete -C '${typed}'`
    const { stdout, stderr } = await start('fish', ['--no-config', '-c', script], env).ended
    expect(stderr).toBe('')
    expect(
      stdout
        .trimEnd()
        .split('\n')
        .map(line => line.split('\t')[0]),
    ).toEqual(words)
  })
})

describe('zsh', () => {
  test.each([
    ['ideadunes bookings cr', 'create'],
    ['ideadunes bookings get bk_01HX', 'bk_01HXYW999'],
    ['ideadunes bookings list --customer-id cust_ar', 'cust_arjun_02'],
  ])('completes %s', async (typed, word) => {
    writeFileSync(
      join(place.folder, '.zshrc'),
      `PS1='ready> '; autoload -Uz compinit; compinit -u -d "$HOME/dump"; eval "$(ideadunes autocomplete zsh)"\n`,
    )
    const words = typed.split(' ').slice(0, -1).join(' ')
    const { text } = await onTerminal('exec zsh -i', { ...env, ZDOTDIR: place.folder }, [
      ['ready> ', `${typed}\t`],
      [`${words} ${word}`, '\u0003'],
      ['ready> ', 'exit\r'],
    ])
    expect(text).toContain(`${words} ${word}`)
  })
})
