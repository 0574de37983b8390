import type { IncomingMessage } from 'node:http'
import { createServer, type Server } from 'node:https'
import type { AddressInfo } from 'node:net'
import type { Context } from '../../commands/kernel/context.ts'
import { apiError, pageOf, type SeenRequest, type Step } from '../client/scripted-api.ts'
import { authority, serverCertificate, serverKey } from './certificates.ts'

type Answering = Extract<Step, { status: number }> | 'hang up' | 'stay silent'

/** What a fake answers; undefined for what it answers by itself. */
export type Answer = (request: SeenRequest, nth: number) => Answering | undefined

export interface FakeHost {
  readonly seen: readonly SeenRequest[]
  readonly port: number
}

/** The live API and the hosted sandbox, on loopback, with certificates of their names. */
export interface FakeService extends AsyncDisposable {
  readonly live: FakeHost
  readonly hosted: FakeHost
  /** How a context gets there instead of to the world. */
  readonly wire: NonNullable<Context['wire']>
  answer: Answer
}

/** Starts both. No name is resolved: whatever else is called is refused on this machine. */
export async function fakeService(): Promise<FakeService> {
  const service = { answer: (() => undefined) as Answer }
  const live = await host('live', (request, nth) => service.answer(request, nth))
  const hosted = await host('hosted', (request, nth) => service.answer(request, nth))
  const ports: Readonly<Record<string, number>> = {
    'api.ideadunes.com': live.port,
    'sandbox-api.ideadunes.com': hosted.port,
  }
  return Object.assign(service, {
    live,
    hosted,
    wire: {
      ca: authority,
      connectTo: ({ hostname }: URL) => ({ host: '127.0.0.1', port: ports[hostname] ?? 1 }),
    },
    async [Symbol.asyncDispose]() {
      await Promise.all([live.close(), hosted.close()])
    },
  })
}

async function host(name: string, answer: Answer) {
  const seen: SeenRequest[] = []
  const server: Server = createServer(
    { cert: serverCertificate, key: serverKey },
    async (request, response) => {
      const one = await seenOf(request)
      seen.push(one)
      const step = answer(one, seen.length) ?? usual(name, one)
      if (step === 'hang up') return void request.socket.destroy()
      if (step === 'stay silent') return
      const { status, headers = {}, json, text = '' } = step
      response.writeHead(status, {
        'content-type': 'application/json',
        'x-request-id': `req_${name}_${seen.length}`,
        ...headers,
      })
      response.end(json === undefined ? text : JSON.stringify(json))
    },
  )
  await new Promise<void>(done => server.listen(0, '127.0.0.1', done))
  return {
    seen,
    port: (server.address() as AddressInfo).port,
    async close() {
      server.closeAllConnections()
      await new Promise(done => server.close(done))
    },
  }
}

async function seenOf(request: IncomingMessage): Promise<SeenRequest> {
  let body = ''
  for await (const chunk of request) body += chunk
  return { method: request.method ?? '', url: request.url ?? '', headers: request.headers, body }
}

function usual(name: string, { method, url, headers }: SeenRequest): Answering {
  const tenant = String(headers['x-tenant-id'] ?? `tnt_${name}`)
  if (/revoked/.test(String(headers.authorization)))
    return answering(apiError(401, 'invalid_api_key', 'Revoked'))
  if (url === '/v2/tenant') return { status: 200, json: { id: tenant, name: `The ${name} clinic` } }
  if (method === 'GET') return answering(pageOf(['bk_1']))
  return { status: method === 'POST' ? 201 : 200, json: { id: 'bk_1', status: 'confirmed' } }
}

function answering(step: Step): Answering {
  return step as Answering
}
