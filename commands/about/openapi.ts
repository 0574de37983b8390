import { writeFileSync } from 'node:fs'
import { resolve } from 'node:path'
import { Failure } from '../../src/failure/failure.ts'
import { defineCommand } from '../kernel/command.ts'

/** `ideadunes openapi`: the OpenAPI document of the API, as the build wrote it. */
export const openapi = defineCommand({
  id: 'openapi',
  summary: 'Print the OpenAPI 3.1 document of the API',
  args: [],
  flags: {
    output: { kind: 'string', summary: 'Write to this file.', valueName: 'FILE', env: 'IDEADUNES_OUTPUT' },
  },
  texts: () => ({
    description:
      'The document is the same that the sandbox serves. Its parts say whether the public reference shows them ' +
      '(`x-source: reference`) or whether they are our reading (`derived`).',
    examples: [
      { title: 'Print it', command: 'openapi' },
      { title: 'Keep it in a file', command: 'openapi --output openapi.json' },
    ],
  }),
  async run(input, context) {
    const text = context.contract.openapi()
    const file = input.flags.output
    if (file === undefined) return { text }
    const path = resolve(context.place.cwd, file)
    try {
      writeFileSync(path, text)
    } catch (cause) {
      throw new Failure('usage', 'cannot_write', `Cannot write ${path}: ${(cause as Error).message}`, {
        field: '--output',
        cause,
      })
    }
    return { text, path }
  },
  async render({ text, path }, _, { terminal }) {
    if (path === undefined) await terminal.stdout.write(text)
    else await terminal.stderr.write(`Wrote ${path}\n`)
  },
  async renderJson({ text, path }, { terminal }) {
    await terminal.stdout.write(path === undefined ? text : `${JSON.stringify({ path })}\n`)
  },
})
