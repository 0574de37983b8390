import type { WireRequest } from '../../src/client/transport.ts'
import { maskedKey } from '../../src/profiles/key-shape.ts'
import type { Context } from '../kernel/context.ts'

/** A request that was not sent, as far as people may see it. */
export interface DryRun {
  readonly kind: 'dry-run'
  readonly request: {
    readonly method: string
    readonly url: string
    readonly headers: Readonly<Record<string, string>>
    readonly body: unknown
  }
}

/** What would be sent. Key and client secret are masked. */
export function dryRunOf({ method, url, headers, body }: WireRequest): DryRun {
  const shown = Object.entries(headers).map(([name, value]) => [name, shownHeader(name, value)] as const)
  const parsed: unknown = body === undefined ? null : JSON.parse(body)
  return {
    kind: 'dry-run',
    request: { method, url: url.href, headers: Object.fromEntries(shown), body: parsed },
  }
}

/** Writes it as HTTP. */
export async function renderDryRun({ request }: DryRun, { terminal }: Context): Promise<void> {
  const { method, url, headers, body } = request
  const lines = Object.entries(headers).map(([name, value]) => `${name}: ${value}\n`)
  const text = body === null ? '' : `\n${JSON.stringify(body, null, 2)}\n`
  await terminal.stdout.write(`${method} ${url}\n${lines.join('')}${text}`)
  await terminal.stderr.write('Nothing was sent.\n')
}

function shownHeader(name: string, value: string): string {
  if (name === 'authorization') return `Bearer ${maskedKey(value.replace(/^Bearer /, ''))}`
  return name === 'x-client-secret' ? maskedKey(value) : value
}
