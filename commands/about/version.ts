import { defineCommand } from '../kernel/command.ts'

/** `ideadunes version`. Without flags `bin/run.js` answers it before anything is loaded. */
export const version = defineCommand({
  id: 'version',
  summary: 'Print the version, the platform and the Node that runs it',
  args: [],
  flags: {},
  async run(_, context) {
    return {
      version: context.version,
      platform: `${process.platform}-${process.arch}`,
      node: process.version,
    }
  },
  async render(result, _, { terminal }) {
    await terminal.stdout.write(`ideadunes/${result.version} ${result.platform} node-${result.node}\n`)
  },
})
