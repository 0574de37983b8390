import { type Paint, paintFor } from '../../src/output/paint.ts'
import type { Sink } from '../../src/output/terminal.ts'

/**
 * The colours of questions, which are drawn on stderr: those of the sink, so that --no-color, NO_COLOR and FORCE_COLOR count.
 * By themselves questions would look at stdout, and know nothing of a flag.
 */
export function promptTheme(stderr: Pick<Sink, 'colour'>) {
  const paint = paintFor(stderr)
  return {
    prefix: { idle: paint('cyan', '?'), done: paint('green', '✔') },
    spinner: { interval: 80, frames: [...'⠋⠙⠹⠸⠼⠴⠦⠧⠇⠏'].map(frame => paint('yellow', frame)) },
    style: styleOf(paint),
  }
}

function styleOf(paint: Paint) {
  const cyan = (text: string) => paint('cyan', text)
  const dim = (text: string) => paint('dim', text)
  return {
    answer: cyan,
    description: cyan,
    highlight: cyan,
    searchTerm: cyan,
    message: (text: string) => paint('bold', text),
    error: (text: string) => paint('red', `> ${text}`),
    disabled: dim,
    help: dim,
    defaultAnswer: (text: string) => dim(`(${text})`),
    key: (text: string) => paint('bold', `<${text}>`),
    keysHelpTip: (keys: readonly (readonly [key: string, action: string])[]) =>
      keys.map(([key, action]) => `${paint('bold', key)} ${dim(action)}`).join(dim(' • ')),
  }
}

/** Of a list in which several may be chosen. */
export function checkboxTheme(stderr: Pick<Sink, 'colour'>) {
  return { ...promptTheme(stderr), icon: { checked: paintFor(stderr)('green', '◉') } }
}
