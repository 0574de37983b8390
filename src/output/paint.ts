import type { ChalkInstance } from 'chalk'
import type { Sink } from './terminal.ts'

type Style = 'bold' | 'dim' | 'red' | 'green' | 'yellow' | 'cyan'

/** Paints text for one sink; without colour it stays as it is. */
export type Paint = (style: Style, text: string) => string

type Coloured = Pick<Sink, 'colour'>

/** chalk, once it was loaded: what is piped never needs it. */
let chalk: ChalkInstance | undefined

/** Loads the colours if one of the sinks has any. It comes before the first `paintFor`. */
export async function loadColours(sinks: readonly Coloured[]): Promise<void> {
  if (chalk !== undefined || !sinks.some(({ colour }) => colour)) return
  const { Chalk } = await import('chalk')
  // Whether there are colours is the sink's to say, which knows of --no-color and of FORCE_COLOR.
  chalk = new Chalk({ level: 1 })
}

/** The brush for a sink. */
export function paintFor(sink: Coloured): Paint {
  const brush = sink.colour ? chalk : undefined
  return brush === undefined ? (_, text) => text : (style, text) => brush[style](text)
}
