import { expect, test } from 'vitest'
import type { ContractFiles } from '../../../commands/kernel/contract-files.ts'
import { commandIds } from '../../../commands/main/catalogue.ts'
import { buildCommandIndex } from '../../../src/contract/commands/command-index.ts'
import { operations } from '../../../src/contract/index.ts'
import { runCli } from '../run-cli.ts'

test('help has lines that fit, whatever people type to get this tool; but for what is to be typed', async () => {
  const typedName = 'pnpm --silent exec ideadunes'
  const tooLong: string[] = []
  for (const id of commandIds({ index: () => buildCommandIndex(operations) } as ContractFiles)) {
    const argv = [...id.split(':'), '--help']
    const { stdout } = await runCli(argv, { tty: true, columns: 80, context: { typedName } })
    const lines = stdout.split('\n').filter(line => line.length > 80 && !line.startsWith(`  ${typedName} `))
    tooLong.push(...lines.map(line => `${id}: ${line}`))
  }
  expect(tooLong).toEqual([])
})
