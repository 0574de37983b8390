import { parseBaseUrl } from '../../src/client/request-url.ts'
import { writeRecord } from '../../src/output/record.ts'
import { keyShape, maskedKey } from '../../src/profiles/key-shape.ts'
import { accountOf } from '../connect/account.ts'
import { connectionOf } from '../connect/connection.ts'
import { connectionFlags } from '../connect/connection-flags.ts'
import { modeOf } from '../connect/verbose.ts'
import { type CommandInput, defineCommand, type FlagSpecs } from '../kernel/command.ts'
import type { Context } from '../kernel/context.ts'

const { verbose: _, ...flags } = connectionFlags satisfies FlagSpecs

interface Who {
  readonly mode: string
  readonly base_url: string
  readonly account: string
  readonly profile: string | null
  readonly tenant: string | null
  readonly key: string
  readonly key_scope: string
  readonly key_from: string
}

/** `ideadunes whoami`: which API commands call here, and as whom. */
export const whoami = defineCommand({
  id: 'whoami',
  summary: 'Which API commands call here, and as whom',
  args: [],
  flags,
  texts: () => ({
    description:
      'What a command with the same flags would do: the mode (live, hosted sandbox, local sandbox), the URL, the account, ' +
      'and the key, masked, with where it comes from. Nobody is asked. Exits with 4 where there is no key.',
    examples: [
      { title: 'Here', command: 'whoami' },
      { title: 'In a script', command: 'whoami --json' },
    ],
  }),
  run,
  async render(who, __, { terminal }) {
    await writeRecord(terminal.stdout, { ...who }, ['mode', 'account', 'key'])
  },
})

async function run({ flags: given }: CommandInput<typeof flags>, context: Context): Promise<Who> {
  const connection = await connectionOf(given, context)
  const { baseUrl, apiKey, tenant, profile, keyFrom } = connection
  const typed = given['api-key'] !== undefined && given['api-key'] !== context.place.env.IDEADUNES_API_KEY
  const from = keyFrom ?? (typed ? '--api-key' : 'IDEADUNES_API_KEY')
  return {
    mode: modeOf(parseBaseUrl(baseUrl), apiKey),
    base_url: baseUrl,
    account: accountOf({ ...connection, keyFrom: from }, context),
    profile: profile ?? null,
    tenant: tenant ?? null,
    key: maskedKey(apiKey),
    key_scope: keyShape(apiKey).scope,
    key_from: from,
  }
}
