import type { LoggedRequest } from '../../src/control/sandbox-control.ts'
import { cellOf, cut, oneLine } from '../../src/output/cell.ts'
import { type Paint, paintFor } from '../../src/output/paint.ts'
import type { Sink } from '../../src/output/terminal.ts'

/** One request in one line: aligned and coloured by its status for people, tab-separated when piped. */
export function logLine(request: LoggedRequest, sink: Sink): string {
  return sink.isTty ? lineForPeople(request, paintFor(sink)) : tabbedLine(request)
}

function tabbedLine(request: LoggedRequest): string {
  const { at, method, path, status, duration_ms, tenant_id, error_code } = request
  return `${[at, method, path, status, duration_ms, tenant_id, error_code].map(cellOf).join('\t')}\n`
}

const pathWidth = 40

/** Lines come one by one, so no width is known but those that are chosen here; a longer path pushes the rest on. */
function lineForPeople(request: LoggedRequest, paint: Paint): string {
  const { at, method, path, status, duration_ms, tenant_id, error_code, replayed } = request
  const cells = [
    paint('dim', timeOf(at)),
    method.padEnd(6),
    cut(oneLine(path), 200).padEnd(pathWidth),
    paint(colourOf(status), String(status)),
    `${durationText(duration_ms)} ms`.padStart(9),
    oneLine(tenant_id ?? '-'),
    error_code === null ? '' : paint(colourOf(status), oneLine(error_code)),
    replayed ? paint('dim', 'replayed') : '',
  ]
  return `${cells.filter(cell => cell !== '').join('  ')}\n`
}

function colourOf(status: number): 'green' | 'cyan' | 'yellow' | 'red' {
  if (status >= 500) return 'red'
  if (status >= 400) return 'yellow'
  return status >= 300 ? 'cyan' : 'green'
}

/** `2026-04-15 09:42:11`, without the zone: all of them are UTC. */
function timeOf(at: string): string {
  return oneLine(at)
    .replace('T', ' ')
    .replace(/(\.\d+)?Z$/, '')
}

function durationText(ms: number): string {
  return ms < 10 ? ms.toFixed(1) : ms.toFixed(0)
}
