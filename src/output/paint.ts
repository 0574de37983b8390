import { styleText } from 'node:util'
import type { Sink } from './terminal.ts'

type Style = 'bold' | 'dim' | 'red' | 'green' | 'yellow' | 'cyan'

/** Paints text for one sink; without colour it stays as it is. */
export type Paint = (style: Style, text: string) => string

/** The brush for a sink. Node's own `styleText` serves; chalk would load for the same eight codes. */
export function paintFor(sink: Sink): Paint {
  if (!sink.colour) return (_, text) => text
  return (style, text) => styleText(style, text, { validateStream: false })
}
