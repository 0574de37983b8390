import { parseBaseUrl } from '../../src/client/request-url.ts'
import { Failure } from '../../src/failure/failure.ts'
import { controlClientAt, controlFlags } from '../connect/control.ts'
import { whichSandbox } from '../connect/which-sandbox.ts'
import { defineCommand } from '../kernel/command.ts'

interface Opened {
  readonly url: string
  /** Whether a browser was asked to show it. */
  readonly opened: boolean
}

/** `ideadunes sandbox open`: shows the page of the sandbox in the browser. */
export const openSandbox = defineCommand({
  id: 'sandbox:open',
  summary: 'Open the page of the sandbox in the browser',
  args: [],
  flags: {
    'base-url': controlFlags['base-url'],
    print: { kind: 'boolean', summary: 'Only print the address.', env: 'IDEADUNES_OPEN_PRINT' },
  },
  texts: () => ({
    description:
      'The page tells what the sandbox is and how to call it. Without a terminal or a display the address is ' +
      'printed, and no more. Exits with 5 when no sandbox answers.',
    examples: [
      { title: 'Open it', command: 'sandbox open' },
      { title: 'Its address, for a browser of your choice', command: 'sandbox open --print' },
    ],
  }),
  async run({ flags, json }, context): Promise<Opened> {
    const baseUrl = flags['base-url'] ?? whichSandbox(undefined, context)?.base_url
    if (baseUrl === undefined) {
      throw new Failure('unreachable', 'no_sandbox', 'No local sandbox is running', {
        hint: 'Start it in another terminal with `ideadunes sandbox start`.',
      })
    }
    await controlClientAt(baseUrl, undefined, context).health()
    const url = `${parseBaseUrl(baseUrl).origin}/`
    const { stdout, stderr } = context.terminal
    if (flags.print === true || json || !stdout.isTty) return { url, opened: false }
    const obstacle = await context.openBrowser(url)
    if (obstacle !== null) await stderr.write(`No browser was opened: ${obstacle}.\n`)
    return { url, opened: obstacle === null }
  },
  async render({ url, opened }, _, { terminal }) {
    await terminal.stdout.write(opened && terminal.stdout.isTty ? `Opened ${url}\n` : `${url}\n`)
  },
})
