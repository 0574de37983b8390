import { Failure } from '../../src/failure/failure.ts'
import { allowsHost } from '../../src/webhooks/allowed-hosts.ts'
import { choosesEvent } from '../../src/webhooks/event-patterns.ts'
import { patternsOf } from '../kernel/event-patterns.ts'

/** Where events are forwarded to, and which. */
export interface Target {
  readonly url: string
  /** The URL as people read it: without the scheme of every local server. */
  readonly name: string
  /** Sets of patterns: what any of them chooses goes there, once. */
  readonly choices: readonly (readonly string[])[]
}

interface GivenTargets {
  /** Every event goes to each of these. */
  readonly forwardTo?: readonly string[] | undefined
  /** `payment.*=localhost:3001/pay`: what the patterns choose goes there. */
  readonly routes?: readonly string[] | undefined
  readonly allowRemote: boolean
  /** The flag that stands for `forwardTo`. */
  readonly field?: string
}

/**
 * The targets that were typed. A URL that is named twice is one target, so that no event goes there twice. Throws a
 * usage failure for what is no target, and for another machine that was not allowed.
 */
export function targetsOf(given: GivenTargets, knownTypes: readonly string[]): readonly Target[] {
  const { field = '--forward-to' } = given
  const asked = [
    ...(given.forwardTo ?? []).map(text => ({ url: targetUrl(text, field), patterns: ['*'] })),
    ...(given.routes ?? []).map(text => routeOf(text, knownTypes)),
  ]
  const urls = [...new Set(asked.map(({ url }) => url.href))]
  return urls.map(href => {
    const url = new URL(href)
    if (!given.allowRemote && !allowsHost(url.hostname, 'loopback')) throw remoteTarget(url, field)
    const choices = asked.filter(one => one.url.href === href).map(({ patterns }) => patterns)
    return { url: href, name: nameOf(url), choices }
  })
}

/** Whether events of a type go to a target. */
export function isFor({ choices }: Target, type: string): boolean {
  return choices.some(patterns => choosesEvent(patterns, type))
}

/** Names of the machines that targets are on, for what may be connected to. */
export function hostsOf(targets: readonly Target[]): readonly string[] {
  return targets.map(({ url }) => new URL(url).hostname.toLowerCase().replace(/^\[|\]$/g, ''))
}

/** Reads `3000`, `:3000/hook`, `localhost:3000/hook` or a whole URL. Throws a usage failure. */
function targetUrl(text: string, field: string): URL {
  const typed = text.trim()
  if (typed.startsWith('/')) {
    throw new Failure('usage', 'invalid_target', `${typed} is a path: the port of your server is missing`, {
      field,
      hint: `Say where it listens: ${field} localhost:3000${typed}`,
    })
  }
  const whole = withScheme(typed)
  const url = URL.canParse(whole) ? new URL(whole) : undefined
  if (url === undefined || !/^https?:$/.test(url.protocol) || url.hostname === '' || url.port === '0')
    throw invalidTarget(text, field)
  if (url.username !== '' || url.password !== '') {
    throw new Failure('usage', 'invalid_target', `${field} must not hold a user name or password`, {
      field,
      hint: "Send them as a header: --headers 'Authorization: Basic …'.",
    })
  }
  url.hash = ''
  return url
}

function withScheme(typed: string): string {
  if (/^\d+(\/|\?|$)/.test(typed)) return `http://localhost:${typed}`
  if (typed.startsWith(':')) return `http://localhost${typed}`
  return /^[a-z][a-z0-9+.-]*:\/\//i.test(typed) ? typed : `http://${typed}`
}

function routeOf(text: string, knownTypes: readonly string[]) {
  const at = text.indexOf('=')
  if (at < 1) {
    throw new Failure('usage', 'invalid_route', `--route must be PATTERNS=TARGET, not ${text}`, {
      field: '--route',
      hint: "For example --route 'payment.*=localhost:3001/pay'.",
    })
  }
  const patterns = patternsOf([text.slice(0, at)], '--route', knownTypes)
  return { url: targetUrl(text.slice(at + 1), '--route'), patterns }
}

function nameOf({ protocol, host, pathname, search, href }: URL): string {
  return protocol === 'http:' ? `${host}${pathname === '/' ? '' : pathname}${search}` : href
}

function invalidTarget(text: string, field: string): Failure {
  return new Failure('usage', 'invalid_target', `${text} is not a place to forward to`, {
    field,
    hint: 'A port, a host with its port and path, or a whole URL: 3000, localhost:3000/hook, https://localhost:3000/hook.',
  })
}

function remoteTarget({ hostname }: URL, field: string): Failure {
  return new Failure('usage', 'remote_target', `${hostname} is not this machine`, {
    field,
    hint: 'Events hold data of customers, so they stay here unless you say otherwise: add --allow-remote.',
  })
}
