import { receiveArrivals } from './arrivals.ts'
import { type KillableSandbox, startKillableSandbox } from './killable-sandbox.ts'
import { startLoad } from './load.ts'
import { seededRandom } from './random.ts'
import { verify } from './verify.ts'

export interface CrashOptions {
  /** An empty folder for the sandbox's data. */
  readonly data: string
  readonly kills: number
  readonly seed: number
  readonly onKill?: (kill: number) => void
}

export interface CrashReport {
  readonly kills: number
  readonly answered: number
  /** Requests whose first answer was lost, and that were sent again. */
  readonly sentAgain: number
  readonly events: number
  readonly arrivals: number
  /** What must not be: empty when all is well. */
  readonly faults: readonly string[]
}

/** As many requests are answered, at most, between two kills. */
const mostAnswers = 60

/**
 * Writes to a sandbox without a pause, kills it again and again at seeded moments, starts it on the same data, and
 * tells at the end whether all that it promised is there, and arrived.
 */
export async function crashRun({ data, kills, seed, onKill }: CrashOptions): Promise<CrashReport> {
  const faults: string[] = []
  const start = () => startKillableSandbox(data, text => faults.push(text))
  const arrivals = await receiveArrivals(seededRandom(seed + 1))
  const random = seededRandom(seed)
  let sandbox = await start()
  try {
    await post(sandbox, '/v2/webhooks', sandbox.key, { url: arrivals.url, events: ['*'] })
    const load = startLoad(sandbox, seededRandom(seed + 2))
    for (let kill = 1; kill <= kills; kill++) {
      const isMoving = random(4) === 0
      if (isMoving) void moveClock(sandbox).catch(() => {})
      await load.answers(random(mostAnswers))
      // Not always when an answer has just come.
      for (let turns = random(30); turns > 0; turns--) await new Promise(setImmediate)
      load.down()
      await sandbox.kill()
      onKill?.(kill)
      sandbox = await start()
      load.up(sandbox)
    }
    await load.finish()
    await post(sandbox, '/_sandbox/clock/advance', sandbox.controlToken, { until: 'settled' })
    const found = await verify(sandbox, load.answered, arrivals)
    return {
      kills,
      answered: load.answered.length,
      sentAgain: load.answered.filter(({ tries }) => tries > 1).length,
      events: found.events,
      arrivals: arrivals.count,
      faults: [...faults, ...load.oddities, ...found.faults],
    }
  } finally {
    await sandbox.kill()
    await arrivals.close()
  }
}

/** Retries become due, in the midst of everything else. */
async function moveClock(sandbox: KillableSandbox): Promise<void> {
  await post(sandbox, '/_sandbox/clock/advance', sandbox.controlToken, { by_seconds: 10 })
}

async function post({ baseUrl }: KillableSandbox, path: string, key: string, body: object): Promise<void> {
  const answer = await fetch(`${baseUrl}${path}`, {
    method: 'POST',
    headers: { authorization: `Bearer ${key}`, 'content-type': 'application/json' },
    body: JSON.stringify(body),
  })
  if (!answer.ok) throw new Error(`${path} was answered ${answer.status}: ${await answer.text()}`)
  await answer.arrayBuffer()
}
