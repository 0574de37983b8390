import { controlFlags } from '../../connect/control.ts'
import type { FlagSpecs } from '../../kernel/command.ts'

const { sandbox: _, ...where } = controlFlags

/** Where the snapshots are: they belong to all sandboxes behind a port, so none of them is named. */
export const shelfFlags = where

/** The flag that lets one thing take the place of another. */
export function forceFlag(what: string) {
  return {
    force: {
      kind: 'boolean',
      summary: `Replace ${what} that is there already.`,
      env: 'IDEADUNES_SNAPSHOT_FORCE',
    },
  } as const satisfies FlagSpecs
}
