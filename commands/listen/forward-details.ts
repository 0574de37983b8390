import { oneLine } from '../../src/output/cell.ts'
import type { Paint } from '../../src/output/paint.ts'
import { errorOf, type Forward } from './forward.ts'

const mostBodyLines = 200

/** Everything about one forward: what was sent, with its headers, and what was answered. */
export function forwardDetails({ event, target, attempt, headers, outcome }: Forward, paint: Paint): string {
  const { response, latencyMs } = outcome
  return [
    `${paint('bold', `POST ${target.url}`)}  ${event.id}, attempt ${attempt}\n`,
    headerText(headers, paint),
    `\n${bodyText(event.body)}\n`,
    response === null
      ? `${paint('red', `No answer after ${latencyMs} ms: ${oneLine(errorOf(outcome) ?? '')}`)}\n`
      : `${paint('bold', `${response.status} after ${latencyMs} ms`)}\n${headerText(response.headers, paint)}` +
        (response.body === '' ? '' : `\n${bodyText(response.body)}`),
    '\n',
  ].join('')
}

function headerText(headers: Readonly<Record<string, string>>, paint: Paint): string {
  return Object.entries(headers)
    .map(([name, value]) => `  ${paint('dim', `${oneLine(name)}:`)} ${oneLine(value)}\n`)
    .join('')
}

/** JSON indented, all else as it is but for control characters; of a long text the beginning. */
function bodyText(body: string): string {
  const lines = pretty(body).split('\n').map(oneLine)
  const shown = lines.slice(0, mostBodyLines).map(line => `  ${line}\n`)
  const rest = lines.length - shown.length
  return `${shown.join('')}${rest > 0 ? `  … ${rest} more lines\n` : ''}`
}

function pretty(body: string): string {
  try {
    return JSON.stringify(JSON.parse(body), null, 2)
  } catch {
    return body
  }
}
