import { resolve } from 'node:path'
import { controlOf, refuseForeign } from '../../connect/control.ts'
import { placeTyped } from '../../connect/typed-again.ts'
import { defineCommand } from '../../kernel/command.ts'
import { withProgress } from '../../kernel/progress.ts'
import { counted } from './counted.ts'
import { forceFlag, shelfFlags } from './flags.ts'
import { openImportFile } from './import-file.ts'
import { snapshotText } from './snapshot-text.ts'

/** `ideadunes sandbox snapshot import`: takes in a file that somebody exported. */
export const importSnapshot = defineCommand({
  id: 'sandbox:snapshot:import',
  summary: 'Take in a snapshot from a file',
  args: [{ name: 'file', summary: 'What `sandbox snapshot export` wrote.' }],
  flags: {
    ...shelfFlags,
    name: {
      kind: 'string',
      summary: 'Its name here; by default the one it was saved under.',
      env: 'IDEADUNES_SNAPSHOT_NAME',
      valueName: 'NAME',
    },
    ...forceFlag('a snapshot of that name'),
  },
  texts: () => ({
    description:
      'All of the file is checked before anything changes. A snapshot of an older release is brought up to date ' +
      'when it is restored; one of a newer release is refused. The sandbox stays as it is until you restore it.',
    examples: [
      { title: 'Take in a fixture', command: 'sandbox snapshot import test/fixture.db' },
      { title: 'Under another name', command: 'sandbox snapshot import fixture.db --name theirs --force' },
    ],
  }),
  howToLook: () => 'To look: `ideadunes sandbox snapshot list`.',
  async run({ args, flags, json }, context) {
    const file = await openImportFile(resolve(context.place.cwd, args.file ?? ''))
    try {
      const control = controlOf(flags, context)
      const { name, force } = flags
      if (force === true) refuseForeign(control, flags, context)
      const wish = { ...(name !== undefined && { name }), ...(force !== undefined && { force }) }
      const imported = await withProgress('Importing', json, context, tell =>
        control.client.importSnapshot(counted(file.chunks(), file.sizeBytes, tell), wish),
      )
      return { base_url: control.baseUrl, ...imported }
    } finally {
      await file.close()
    }
  },
  async render(imported, input, context) {
    const { terminal, typedName } = context
    await terminal.stdout.write(`Imported ${imported.name} (${snapshotText(imported)})\n`)
    await terminal.stderr.write(
      `Go on from it: ${typedName} sandbox snapshot restore ${imported.name}${placeTyped(input, context)}\n`,
    )
  },
})
