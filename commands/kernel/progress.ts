import type { Context } from './context.ts'

/** What is over sooner needs no word. */
const patienceMs = 500

/** Says how far the work is, in parts of any size. */
export type Tell = (done: number, of: number) => void

/**
 * Shows on stderr that something runs: where a person looks, what spins and how far it is; elsewhere a line for each
 * tenth; beside JSON nothing. What takes less than half a second is not told of.
 */
export async function withProgress<T>(
  label: string,
  json: boolean,
  context: Context,
  work: (tell: Tell) => Promise<T>,
): Promise<T> {
  if (json) return await work(() => undefined)
  const { stderr } = context.terminal
  const draws = drawsOn(context)
  let isLong = false
  let tenths = 0
  let spinner: Spinner | undefined
  let over = false
  const text = () => (tenths === 0 ? label : `${label}: ${tenths * 10} %`)
  const show = async () => {
    if (!draws) return
    const started = await startSpinner(text(), context)
    if (over) started?.stop()
    else spinner = started
  }
  // Whether it can be drawn is no matter to the work.
  const timer = setTimeout(() => {
    isLong = true
    show().catch(() => undefined)
  }, patienceMs)
  const tell: Tell = (done, of) => {
    const now = of > 0 ? Math.min(10, Math.floor((done / of) * 10)) : 0
    if (now <= tenths || over) return
    tenths = now
    if (spinner !== undefined) spinner.say(text())
    else if (!draws && isLong) void stderr.write(`${text()}\n`)
  }
  try {
    return await work(tell)
  } finally {
    over = true
    clearTimeout(timer)
    spinner?.stop()
  }
}

/** Lines about what goes on are at least so far apart, in milliseconds. */
const linesApartMs = 1_000

/**
 * Shows on stderr what goes on, in words that change: where a person looks, beside what spins; elsewhere as lines, one a
 * second at most and the last in any case; beside JSON nothing.
 */
export async function withStatus<T>(
  json: boolean,
  context: Context,
  work: (say: (text: string) => void) => Promise<T>,
): Promise<T> {
  const { stderr } = context.terminal
  if (json) return await work(() => undefined)
  const spinner = drawsOn(context) ? await startSpinner('', context) : undefined
  let [said, latest, saidMs] = ['', '', Number.NEGATIVE_INFINITY]
  const write = (text: string) => {
    if (text === said) return
    said = text
    saidMs = performance.now()
    void stderr.write(`${text}\n`)
  }
  try {
    return await work(text => {
      latest = text
      if (spinner !== undefined) spinner.say(text)
      else if (performance.now() - saidMs >= linesApartMs) write(text)
    })
  } finally {
    if (spinner === undefined) write(latest)
    else spinner.stop()
  }
}

interface Spinner {
  say(text: string): void
  stop(): void
}

/** Whether a person looks at a terminal that can redraw a line. CI that lends one to its jobs keeps what is written as lines. */
function drawsOn({ terminal, place: { env } }: Context): boolean {
  return (
    terminal.stderr.isTty && terminal.streams !== undefined && (env.CI ?? '') === '' && env.TERM !== 'dumb'
  )
}

/** ora loads for whoever waits at a terminal, and for nobody else. */
async function startSpinner(text: string, { terminal }: Context): Promise<Spinner | undefined> {
  if (terminal.streams === undefined) return undefined
  const { default: ora } = await import('ora')
  const spinner = ora({
    text,
    stream: terminal.streams().output as NodeJS.WriteStream,
    discardStdin: false,
    color: terminal.stderr.colour ? 'cyan' : false,
    // ora would look at the environment of this process once more, which says `CI` where our tests run.
    isEnabled: true,
  })
  spinner.start()
  return {
    say(next) {
      spinner.text = next
    },
    stop: () => void spinner.stop(),
  }
}
