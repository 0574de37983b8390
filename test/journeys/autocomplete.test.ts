import { expect, test } from 'vitest'
import { runFile, start } from './built-cli.ts'

/** A real bash, with the tool as a function: what it would put behind the words. */
async function completedBy(words: string): Promise<readonly string[]> {
  const script = `
    ideadunes() { "${process.execPath}" "${runFile}" "$@"; }
    eval "$(ideadunes autocomplete bash)"
    COMP_WORDS=(${words}); COMP_CWORD=$(( \${#COMP_WORDS[@]} - 1 ))
    _ideadunes; printf '%s\\n' "\${COMPREPLY[@]}"; complete -p ideadunes >&2`
  const { stdout, stderr, code } = await start('bash', ['-c', script], {}).ended
  expect([code, stderr]).toEqual([0, expect.stringContaining('-F _ideadunes ideadunes')])
  return stdout.split('\n').filter(line => line !== '')
}

test.each([
  ['ideadunes webhooks deliveries ""', ['list', 'redeliver', 'recover']],
  ['ideadunes resources create --type st', ['staff']],
  ['ideadunes bookings create --service', ['--service-id']],
])('bash completes %s', async (words, completed) => {
  expect(await completedBy(words)).toEqual(completed)
})
