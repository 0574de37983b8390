import { mkdtempSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { controlFlags, controlOf } from '../../connect/control.ts'
import { defineCommand } from '../../kernel/command.ts'

interface Opened {
  readonly id: string
  readonly url: string
  /** Whether a browser was asked to show it. */
  readonly opened: boolean
}

/** `ideadunes sandbox messages open`. */
export const openMessage = defineCommand({
  id: 'sandbox:messages:open',
  summary: 'Open a message in the browser',
  args: [{ name: 'message_id', summary: 'Such as msg_01…; `sandbox messages list` shows them.' }],
  flags: controlFlags,
  texts: () => ({
    description:
      'Writes the HTML of the message into a temporary file that only you can read, and opens that. Without a terminal or ' +
      'a display the address of the file is printed, and no more.',
    examples: [{ title: 'Look at it', command: 'sandbox messages open msg_01HXYW' }],
  }),
  async run({ args, flags, json }, context): Promise<Opened> {
    const { id, html } = await controlOf(flags, context).client.message(args.message_id ?? '')
    const path = join(mkdtempSync(join(tmpdir(), 'ideadunes-')), `${id}.html`)
    writeFileSync(path, html, { mode: 0o600, flag: 'wx' })
    const url = pathToFileURL(path).href
    const { stdout, stderr } = context.terminal
    if (json || !stdout.isTty) return { id, url, opened: false }
    const obstacle = await context.openBrowser(url)
    if (obstacle !== null) await stderr.write(`No browser was opened: ${obstacle}.\n`)
    return { id, url, opened: obstacle === null }
  },
  async render({ url, opened }, _, { terminal }) {
    await terminal.stdout.write(opened && terminal.stdout.isTty ? `Opened ${url}\n` : `${url}\n`)
  },
})
