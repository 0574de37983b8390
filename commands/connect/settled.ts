import { existsSync } from 'node:fs'
import { findProjectFile, userConfigFile } from '../../src/profiles/settings-files.ts'
import type { Context } from '../kernel/context.ts'
import type { RequestValues, Settled } from './connection-types.ts'

/**
 * What a connection is made of. Flags and variables, which are in `flags`, may be all there is: then no file is read and
 * nothing loaded.
 */
export async function settle(flags: RequestValues, context: Context): Promise<Settled> {
  if (flags.profile !== undefined || flags['read-env'] !== undefined || hasFiles(context)) {
    const { settleWithFiles } = await import('./settle-with-files.ts')
    return await settleWithFiles(flags, context)
  }
  return {
    baseUrl: flags['base-url'],
    apiKey: flags['api-key'],
    tenant: flags.tenant,
    sandbox: flags.sandbox,
    caFile: flags['ca-file'],
    timeoutMs: flags.timeout === undefined ? undefined : flags.timeout * 1_000,
    retries: flags.retries,
  }
}

function hasFiles({ place }: Context): boolean {
  return existsSync(userConfigFile(place)) || findProjectFile(place) !== undefined
}
