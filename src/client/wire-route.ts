import type { Agent, RequestOptions } from 'node:http'
import { createRequire } from 'node:module'
import type { Socket } from 'node:net'
import { isThisMachine } from '../network/loopback.ts'
import { type Send, sendOverHttp, type WireRequest } from './transport.ts'

/** How connections get to a server, where it is not the plain way. */
export interface WireRoute {
  /** Certificates (PEM) to trust besides the usual ones. */
  readonly ca?: string | undefined
  /** What asks in our place. */
  readonly proxy?: URL | undefined
  /** For tests: the address that stands behind a name. */
  readonly connectTo?:
    | ((url: URL) => { readonly host: string; readonly port: number } | undefined)
    | undefined
}

type Env = Readonly<Record<string, string | undefined>>

// Loaded late, as in transport.ts.
const load = createRequire(import.meta.url)

/**
 * The proxy that the usual variables name for a URL, in small or in capital letters: HTTPS_PROXY or HTTP_PROXY, else
 * ALL_PROXY, unless NO_PROXY has its host. This machine is never asked for through a proxy.
 */
export function proxyFor(url: URL, env: Env): URL | undefined {
  if (isThisMachine(url.hostname)) return undefined
  const named = (name: string) => env[name.toLowerCase()] || env[name] || undefined
  const text = named(url.protocol === 'https:' ? 'HTTPS_PROXY' : 'HTTP_PROXY') ?? named('ALL_PROXY')
  if (text === undefined || isSpared(url, named('NO_PROXY') ?? '')) return undefined
  const proxy = /^[a-z]+:\/\//i.test(text) ? text : `http://${text}`
  return URL.canParse(proxy) && /^https?:$/.test(new URL(proxy).protocol) ? new URL(proxy) : undefined
}

/** `*`, or one of several names, each for itself and all below it, perhaps with a port. */
function isSpared(url: URL, list: string): boolean {
  const port = url.port === '' ? (url.protocol === 'https:' ? '443' : '80') : url.port
  return list
    .split(/[\s,]+/)
    .filter(entry => entry !== '')
    .some(entry => {
      if (entry === '*') return true
      const [, name = '', onlyPort] = /^\*?\.?(.+?)(?::(\d+))?$/.exec(entry.toLowerCase()) ?? []
      const isHost = url.hostname === name || url.hostname.endsWith(`.${name}`)
      return isHost && (onlyPort === undefined || onlyPort === port)
    })
}

/** Sends requests along a route. */
export function sendThrough(route: WireRoute): Send {
  const agents = new Map<string, Agent>()
  return request => sendOverHttp(request, optionsFor(request, route, agents))
}

function optionsFor(request: WireRequest, route: WireRoute, agents: Map<string, Agent>): RequestOptions {
  const { url, headers } = request
  const isSecure = url.protocol === 'https:'
  if (route.proxy !== undefined && !isSecure) {
    const { hostname, port } = route.proxy
    return {
      hostname,
      port: port === '' ? 80 : port,
      path: url.href,
      headers: { ...headers, host: url.host, ...leave(route.proxy) },
    }
  }
  const known = agents.get(url.protocol)
  const agent = known ?? agentFor(route, isSecure, request.keepAlive)
  agents.set(url.protocol, agent)
  const address = route.proxy === undefined ? route.connectTo?.(url) : undefined
  return {
    agent,
    ...(address !== undefined && {
      // A `host` would give way to the one of the URL.
      hostname: address.host,
      port: address.port,
      headers: { ...headers, host: url.host },
    }),
    ...(isSecure && { servername: url.hostname }),
  }
}

function agentFor({ ca, proxy }: WireRoute, isSecure: boolean, keepAlive: boolean): Agent {
  const http = load(isSecure ? 'node:https' : 'node:http') as typeof import('node:https')
  const tls = load('node:tls') as typeof import('node:tls')
  const options = {
    keepAlive,
    maxSockets: 16,
    ...(ca !== undefined && { ca: [...usualCertificates(tls), ca] }),
  }
  const agent = new http.Agent(options)
  if (proxy === undefined) return agent
  // Node's types do not show that an agent may answer later.
  const through = agent as unknown as {
    createConnection(options: object, done: (error: Error | null, socket?: Socket) => void): void
  }
  through.createConnection = (wanted, done) => {
    const { host, port, servername } = wanted as { host: string; port: number; servername: string }
    tunnel(proxy, `${host}:${port}`).then(
      socket => done(null, tls.connect({ ...options, socket, servername })),
      (error: Error) => done(error),
    )
  }
  return agent
}

/** With certificates of one's own Node trusts nobody else, not even those of NODE_EXTRA_CA_CERTS. */
function usualCertificates(tls: typeof import('node:tls')): readonly string[] {
  return 'getCACertificates' in tls
    ? tls.getCACertificates('default')
    : (tls as typeof import('node:tls')).rootCertificates
}

/** Asks a proxy for a way to a host, through which nothing is readable for it. */
function tunnel(proxy: URL, authority: string): Promise<Socket> {
  const http = load(proxy.protocol === 'https:' ? 'node:https' : 'node:http') as typeof import('node:http')
  return new Promise((resolve, reject) => {
    const asked = http.request(proxy, {
      method: 'CONNECT',
      path: authority,
      headers: { host: authority, ...leave(proxy) },
      agent: false,
      timeout: 30_000,
    })
    asked.once('connect', (answer, socket) => {
      if (answer.statusCode === 200) return resolve(socket as Socket)
      socket.destroy()
      reject(new Error(`the proxy ${proxy.host} answered ${answer.statusCode} to CONNECT`))
    })
    asked.once('timeout', () => asked.destroy(new Error(`the proxy ${proxy.host} does not answer`)))
    asked.once('error', error =>
      reject(new Error(`the proxy ${proxy.host}: ${error.message}`, { cause: error })),
    )
    asked.end()
  })
}

/** Name and password that stand in the URL of a proxy. */
function leave({ username, password }: URL): Record<string, string> {
  if (username === '') return {}
  const pair = `${decodeURIComponent(username)}:${decodeURIComponent(password)}`
  return { 'proxy-authorization': `Basic ${Buffer.from(pair).toString('base64')}` }
}
