import { cellOf, oneLine } from '../../src/output/cell.ts'
import { type Paint, paintFor } from '../../src/output/paint.ts'
import type { Sink } from '../../src/output/terminal.ts'
import type { ArrivedEvent } from './arrivals.ts'
import { errorOf, type Forward, isTaken } from './forward.ts'

/** One forward in one line: aligned and coloured by its outcome for people, tab-separated when piped. */
export function forwardLine(forward: Forward, sink: Sink): string {
  return sink.isTty ? lineForPeople(forward, paintFor(sink)) : tabbedLine(forward)
}

/** The same as one JSON document. */
export function forwardJson({ event, target, attempt, outcome }: Forward): Record<string, unknown> {
  return {
    event_id: event.id,
    // Empty for a body that is no event.
    type: event.type || null,
    created_at: event.createdAt || null,
    tenant_id: event.tenantId || null,
    object_id: event.objectId || null,
    resent: event.isResent,
    target: target.url,
    attempt,
    status: outcome.response?.status ?? null,
    latency_ms: outcome.latencyMs,
    error: errorOf(outcome),
  }
}

/** An event by itself, in the same columns. */
export function eventLine(event: ArrivedEvent, sink: Sink): string {
  if (!sink.isTty) {
    const { createdAt, type, objectId, tenantId, id } = event
    return `${[createdAt, type, objectId, tenantId, id].map(cellOf).join('\t')}\n`
  }
  const paint = paintFor(sink)
  return `${[...eventCells(event, paint), oneLine(event.tenantId), paint('dim', oneLine(event.id))].join('  ')}\n`
}

function tabbedLine({ event, target, outcome }: Forward): string {
  const { createdAt, type, objectId } = event
  const { response, latencyMs } = outcome
  const cells = [createdAt, type, objectId, target.url, response?.status, latencyMs, errorOf(outcome)]
  return `${cells.map(cellOf).join('\t')}\n`
}

function lineForPeople({ event, target, attempt, outcome }: Forward, paint: Paint): string {
  const { response, latencyMs } = outcome
  const colour = isTaken(outcome) ? 'green' : 'red'
  const cells = [
    ...eventCells(event, paint),
    `-> ${oneLine(target.name)}`,
    response === null ? '' : paint(colour, String(response.status)),
    `${latencyMs} ms`.padStart(8),
    response === null ? paint(colour, oneLine(errorOf(outcome) ?? '')) : '',
    event.isResent ? paint('dim', 'resent') : '',
    attempt > 1 ? paint('dim', `attempt ${attempt}`) : '',
  ]
  return `${cells.filter(cell => cell !== '').join('  ')}\n`
}

/** Widths that hold what is usual; a longer text pushes the rest on. */
function eventCells({ createdAt, type, objectId }: ArrivedEvent, paint: Paint): readonly string[] {
  return [
    paint('dim', timeOf(createdAt || '-')),
    oneLine(type || '-').padEnd(28),
    oneLine(objectId || '-').padEnd(29),
  ]
}

/** `2026-04-15 09:42:11`, without the zone: all of them are UTC. */
function timeOf(at: string): string {
  return oneLine(at)
    .replace('T', ' ')
    .replace(/(\.\d+)?Z$/, '')
}
