import { readFileSync } from 'node:fs'
import { resolve } from 'node:path'
import { parseBaseUrl } from '../../src/client/request-url.ts'
import type { Send } from '../../src/client/transport.ts'
import { proxyFor, sendThrough } from '../../src/client/wire-route.ts'
import { Failure } from '../../src/failure/failure.ts'
import type { Context } from '../kernel/context.ts'
import type { Connection } from './connection-types.ts'
import { targetOf } from './host-rule.ts'
import { toldBy } from './verbose.ts'

/** A service that is busy says when to come again; people wait a minute for it. */
const longestWaitMs = 60_000
/** Shorter waits are not worth a word. */
const silentWaitMs = 2_000

/** How requests of a command travel: by which proxy, trusting whom, telling what. */
export function wireOf(connection: Connection, isVerbose: boolean, context: Context) {
  const { place, terminal } = context
  const url = parseBaseUrl(connection.baseUrl)
  const send = context.send ?? sendAlong(url, connection, context)
  const tell = (text: string) => void terminal.stderr.write(`${text}\n`)
  return {
    send: isVerbose ? toldBy(tell, send, connection) : send,
    ...(targetOf(url) !== 'local' && { maxRetryWaitMs: longestWaitMs }),
    onWait(waitMs: number, why: string) {
      if (isVerbose || waitMs >= silentWaitMs) tell(`Waiting ${(waitMs / 1_000).toFixed(1)} s: ${why}.`)
    },
  }

  function sendAlong(to: URL, { caFile }: Connection, { wire }: Context): Send {
    const certificates = [
      wire?.ca,
      caFile === undefined ? undefined : certificatesIn(resolve(place.cwd, caFile)),
    ]
    const ca = certificates.filter(text => text !== undefined).join('\n')
    return sendThrough({
      proxy: proxyFor(to, place.env),
      ca: ca === '' ? undefined : ca,
      connectTo: wire?.connectTo,
    })
  }
}

function certificatesIn(file: string): string {
  try {
    const text = readFileSync(file, 'utf8')
    if (text.includes('-----BEGIN CERTIFICATE-----')) return text
  } catch (cause) {
    throw wrongFile(`Cannot read ${file}: ${(cause as Error).message}`)
  }
  throw wrongFile(`${file} holds no certificate`)
}

function wrongFile(message: string): Failure {
  return new Failure('usage', 'invalid_flag', message, {
    field: '--ca-file',
    hint: 'Give a file of PEM certificates.',
  })
}
