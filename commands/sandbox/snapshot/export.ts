import { resolve } from 'node:path'
import { Failure } from '../../../src/failure/failure.ts'
import { controlOf } from '../../connect/control.ts'
import { defineCommand } from '../../kernel/command.ts'
import { withProgress } from '../../kernel/progress.ts'
import { counted } from './counted.ts'
import { openExportFile } from './export-file.ts'
import { forceFlag, shelfFlags } from './flags.ts'
import { sizeText } from './snapshot-text.ts'

interface Exported {
  readonly name: string
  readonly path: string
  readonly size_bytes: number
}

/** `ideadunes sandbox snapshot export`: a snapshot as a file of one's own. */
export const exportSnapshot = defineCommand({
  id: 'sandbox:snapshot:export',
  summary: 'Write a snapshot to a file',
  args: [
    { name: 'name', summary: 'The snapshot, as `sandbox snapshot list` shows it.' },
    { name: 'file', summary: 'Where to write it.' },
  ],
  flags: { ...shelfFlags, ...forceFlag('a file') },
  texts: () => ({
    description:
      'One SQLite file with everything in it, to be kept in a repository or sent to others, who `import` it. It is ' +
      'there whole or not at all. Personal data of the sandbox is in it; keys are not.',
    examples: [
      { title: 'Into the repository', command: 'sandbox snapshot export fixture test/fixture.db --force' },
    ],
  }),
  async run({ args, flags, json }, context): Promise<Exported> {
    const { name = '', file = '' } = args
    const path = resolve(context.place.cwd, file)
    const control = controlOf(flags, context)
    const target = openExportFile(path, {
      typed: file,
      force: flags.force === true,
      data: control.sandbox?.data,
    })
    try {
      const { sizeBytes, chunks } = await control.client.readSnapshot(name)
      const written = await withProgress('Exporting', json, context, tell =>
        target.write(counted(chunks, sizeBytes, tell)),
      )
      if (sizeBytes !== undefined && written !== sizeBytes) {
        throw new Failure('unreachable', 'cut_off', `Only ${written} of ${sizeBytes} bytes arrived`)
      }
      target.finish()
      return { name, path, size_bytes: written }
    } finally {
      target.discard()
    }
  },
  async render({ name, path, size_bytes }, _, { terminal }) {
    await terminal.stdout.write(`Wrote ${name} to ${path} (${sizeText(size_bytes)})\n`)
  },
})
