import { asFailure } from '../../src/failure/as-failure.ts'
import { paintFor } from '../../src/output/paint.ts'
import type { Sink, Terminal } from '../../src/output/terminal.ts'
import { choosesEvent } from '../../src/webhooks/event-patterns.ts'
import { patternsOf } from '../kernel/event-patterns.ts'
import type { Forward } from './forward.ts'
import { forwardDetails } from './forward-details.ts'
import { forwardLine } from './forward-line.ts'
import { createHistory } from './history.ts'
import { eventCount } from './notes.ts'

/** What keys do besides showing something. */
export interface ConsoleActions {
  /** Sends an event to the same target again. */
  retry(forward: Forward): void
  /** Pauses or goes on; how many forwards wait. */
  pause(paused: boolean): number
  quit(): void
}

/** Shows forwards to people, and does what their keys say. */
export interface Console {
  show(forward: Forward): Promise<void>
  press(key: string): Promise<void>
}

const help = [
  ['r', 'send it again: the last one, or the one that is selected'],
  ['d', 'show it whole: headers, body and answer'],
  ['up, down', 'select an earlier or a later one (also k and j)'],
  ['p', 'pause forwarding, and go on'],
  ['f', 'show some types only; all are forwarded'],
  ['c', 'clear the screen'],
  ['q', 'end'],
] as const

/** The console of a terminal. Lines go to stdout, all else to stderr. */
export function createConsole(
  { stdout, stderr }: Pick<Terminal, 'stdout' | 'stderr'>,
  actions: ConsoleActions,
  knownTypes: readonly string[],
): Console {
  const paint = paintFor(stderr)
  const history = createHistory()
  const prompt = createPrompt(stderr)
  let shown: readonly string[] | undefined
  let isPaused = false
  let held: Forward[] = []
  const isShown = ({ event }: Forward) => shown === undefined || choosesEvent(shown, event.type)
  const say = (text: string) => stderr.write(`${paint('dim', text)}\n`)

  async function show(forward: Forward): Promise<void> {
    if (!isShown(forward)) return
    history.add(forward)
    // Nothing is written into what somebody is typing.
    if (prompt.isOpen) held.push(forward)
    else await stdout.write(forwardLine(forward, stdout))
  }

  async function filter(typed: string): Promise<void> {
    try {
      shown = typed.trim() === '' ? undefined : patternsOf([typed], 'The filter', knownTypes)
    } catch (error) {
      return say(asFailure(error).message)
    }
    await say(
      shown === undefined
        ? 'Shows every type.'
        : `Shows ${shown.join(', ')}; all are forwarded. f changes it.`,
    )
  }

  async function select(step: -1 | 1): Promise<void> {
    const moved = history.move(step)
    if (moved === undefined) return say('Nothing was forwarded yet.')
    const { event, target } = moved.forward
    await say(`> ${moved.at} of ${moved.of}: ${event.type} ${event.objectId} ${event.id} -> ${target.name}`)
  }

  async function withCurrent(use: (forward: Forward) => void | Promise<void>): Promise<void> {
    const { current } = history
    return current === undefined ? say('Nothing was forwarded yet.') : await use(current)
  }

  const keys: Readonly<Record<string, () => void | Promise<void>>> = {
    r: () => withCurrent(forward => actions.retry(forward)),
    d: () => withCurrent(forward => stderr.write(forwardDetails(forward, paint))),
    up: () => select(-1),
    k: () => select(-1),
    down: () => select(1),
    j: () => select(1),
    async p() {
      isPaused = !isPaused
      const waiting = actions.pause(isPaused)
      await say(
        isPaused ? 'Paused; p goes on.' : `Going on${waiting > 0 ? ` with ${eventCount(waiting)}` : ''}.`,
      )
    },
    f: () => prompt.open('Show which types (booking.*; empty for all)? '),
    c: () => stderr.write('\u001b[2J\u001b[3J\u001b[H'),
    q: () => actions.quit(),
    '?': () => stderr.write(help.map(([key, text]) => `  ${key.padEnd(10)}${text}\n`).join('')),
  }

  return {
    show,
    async press(key) {
      if (!prompt.isOpen) return await keys[key]?.()
      const typed = await prompt.press(key)
      if (typed !== undefined) await filter(typed)
      if (prompt.isOpen) return
      const lines = held.map(forward => forwardLine(forward, stdout)).join('')
      held = []
      await stdout.write(lines)
    },
  }
}

/** A line that is typed key by key. */
function createPrompt(sink: Sink) {
  let line: string | undefined
  return {
    get isOpen() {
      return line !== undefined
    },
    async open(question: string) {
      line = ''
      await sink.write(question)
    },
    /** The line, once it is typed. */
    async press(key: string): Promise<string | undefined> {
      const typed = line ?? ''
      if (key === 'enter' || key === 'escape') {
        line = undefined
        await sink.write('\n')
        return key === 'enter' ? typed : undefined
      }
      if (key === 'backspace' && typed !== '') {
        line = typed.slice(0, -1)
        await sink.write('\b \b')
      } else if (/^[\x20-\x7e]$/.test(key)) {
        line = typed + key
        await sink.write(key)
      }
      return undefined
    },
  }
}
