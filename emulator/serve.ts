import { join } from 'node:path'
import type { FastifyInstance } from 'fastify'
import { Failure } from '../src/failure.ts'
import { systemClock } from './clock/clock.ts'
import { createHost } from './host/host.ts'
import { defaultTenantId } from './seed/default-data-set.ts'
import { addDefaultKeys, defaultKeys } from './seed/default-keys.ts'
import { openSandbox } from './seed/open-sandbox.ts'
import { buildServer } from './server.ts'
import { claimFolder } from './store/sqlite/folder-lock.ts'
import { makeFolder, openFileStore, openMemoryStore } from './store/sqlite/open.ts'
import type { Store } from './store/store.ts'

/** What `sandbox start` asks for. */
export interface ServeOptions {
  /** A port of 127.0.0.1; 0 takes a free one. */
  readonly port: number
  /** The folder of the sandbox's files, or `:memory:`. */
  readonly data: string
  /** Whether any `sk_live_` and `pk_live_` key acts as the default account's (to paste the reference's examples). */
  readonly allowLiveKeys: boolean
  /** Version of the tool, for /_sandbox/health and the OpenAPI document. */
  readonly version: string
  /** Told of errors that nobody foresaw; the caller of the API sees none of their internals. */
  readonly reportBug: (error: unknown, requestId: string) => void
}

/** A sandbox that answers. */
export interface ServedSandbox {
  readonly baseUrl: string
  readonly port: number
  readonly data: string
  /** The fixed test keys, for the default tenant. */
  readonly keys: { readonly secret: string; readonly publishable: string }
  readonly tenant: string
  /** False when the data was made in this start, true when it was found. */
  readonly resumed: boolean
  /** Stops within a second: refuses new requests, ends open connections, closes the files. */
  close(): Promise<void>
}

/** Opens the data, builds the server and listens on 127.0.0.1. Throws a Failure that says what stands in the way. */
export async function serveSandbox(options: ServeOptions): Promise<ServedSandbox> {
  const { store, release } = await openData(options.data)
  try {
    const { sandbox, resumed } = await openSandbox(store)
    const host = createHost({ allowLiveKeys: options.allowLiveKeys })
    addDefaultKeys(host, sandbox)
    const app = buildServer({
      host,
      clock: systemClock,
      seed: sandbox.seed,
      version: options.version,
      reportBug: options.reportBug,
    })
    const port = await listen(app, options.port)
    return {
      baseUrl: `http://127.0.0.1:${port}`,
      port,
      data: options.data,
      keys: defaultKeys,
      tenant: defaultTenantId,
      resumed,
      async close() {
        await app.close()
        await store.close()
        release()
      },
    }
  } catch (error) {
    await store.close()
    release()
    throw error
  }
}

async function openData(data: string): Promise<{ store: Store; release: () => void }> {
  if (data === ':memory:') return { store: await openMemoryStore(), release: () => {} }
  makeFolder(data)
  const release = claimFolder(data)
  try {
    return { store: await openFileStore(join(data, 'sandbox.db')), release }
  } catch (error) {
    release()
    throw error
  }
}

async function listen(app: FastifyInstance, port: number): Promise<number> {
  try {
    await app.listen({ host: '127.0.0.1', port })
  } catch (error) {
    await app.close()
    const code = (error as { code?: unknown }).code
    if (code !== 'EADDRINUSE' && code !== 'EACCES') throw error
    const what = code === 'EADDRINUSE' ? 'is already in use' : 'may not be used by this user'
    throw new Failure(
      'usage',
      code === 'EADDRINUSE' ? 'port_in_use' : 'port_forbidden',
      `Port ${port} ${what}`,
      {
        hint: 'Stop the program that listens there, or take another port with --port N (0 takes a free one).',
        field: '--port',
        cause: error,
      },
    )
  }
  const address = app.server.address()
  if (address === null || typeof address === 'string') throw new Error('The server has no port.')
  return address.port
}
