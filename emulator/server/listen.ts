import type { FastifyInstance } from 'fastify'
import type { PortChoice } from '../../src/control/served-sandbox.ts'
import { Failure } from '../../src/failure/failure.ts'
import { derivedPorts, firstDerivedPort, ordinaryPort } from './choose-port.ts'

/** Where nobody else comes in. */
const loopbackAddress = '127.0.0.1'

/** Listens on the first port that is free. Throws a usage Failure when none is, or the one that was asked for is taken. */
export async function listen(
  app: FastifyInstance,
  choices: Iterable<PortChoice>,
  host: string = loopbackAddress,
): Promise<PortChoice> {
  for (const choice of choices) {
    const refusal = await listenOn(app, choice.port, '--port', host)
    if (refusal === null) return choice
    if (choice.reason === 'asked') throw refusal
  }
  throw new Failure('usage', 'no_free_port', 'All ports that a sandbox looks for are taken', {
    hint: `They are ${ordinaryPort} and ${firstDerivedPort} to ${firstDerivedPort + derivedPorts - 1}. Take another with --port N (0 takes a free one).`,
    field: '--port',
  })
}

/** What Node says of a host on which this machine cannot listen. */
const notOurHost = ['EADDRNOTAVAIL', 'ENOTFOUND', 'EAI_AGAIN', 'EAFNOSUPPORT', 'EINVAL']

/**
 * Listens on a port, 0 for any, of 127.0.0.1 by default. Gives the Failure that says why it cannot, for whoever named
 * the port in `field`; null when it listens. Throws a usage Failure for a host that is not of this machine.
 */
export async function listenOn(
  app: FastifyInstance,
  port: number,
  field: 'port' | '--port',
  host: string = loopbackAddress,
): Promise<Failure | null> {
  try {
    await app.listen({ host, port })
    return null
  } catch (cause) {
    const { code } = cause as { code?: string }
    if (code !== undefined && notOurHost.includes(code)) {
      throw new Failure('usage', 'host_unavailable', `${host} is no address of this machine`, {
        hint: 'Give --host an address of this machine: 0.0.0.0 for all of them, 127.0.0.1 for itself alone.',
        field: '--host',
        cause,
      })
    }
    if (code === 'EADDRINUSE') {
      return new Failure('usage', 'port_in_use', `Port ${port} is already in use`, {
        hint: `Stop the program that listens there, or give another ${field}: 0 takes a free one.`,
        field,
        cause,
      })
    }
    if (code !== 'EACCES') throw cause
    return new Failure('usage', 'port_forbidden', `Port ${port} may not be used by this user`, {
      hint: `Give another ${field}, from 1024 on: 0 takes a free one.`,
      field,
      cause,
    })
  }
}

/** The port on which a server listens. */
export function portOf(app: FastifyInstance): number {
  const address = app.server.address()
  if (address === null || typeof address === 'string') throw new Error('The server has no port.')
  return address.port
}
