import type { KillableSandbox } from './killable-sandbox.ts'

/** A create that was answered, at the first try or after its answer had been lost. */
export interface AnsweredCreate {
  readonly path: string
  readonly id: string
  /** Unique among all creates; stands in the object's notes, and is its idempotency key. */
  readonly name: string
  readonly tries: number
}

/** Writers that never give up: what got no answer is sent again with the same key, until it has one. */
export interface Load {
  readonly answered: AnsweredCreate[]
  /** Answers that nobody expected. */
  readonly oddities: string[]
  /** Settles when so many more requests were answered. */
  answers(count: number): Promise<void>
  /** Tells that the sandbox is down; writers wait. */
  down(): void
  up(sandbox: KillableSandbox): void
  /** Begins nothing new; settles when all that was begun is answered. */
  finish(): Promise<void>
}

const writers = 8

/** Starts writers that create customers and bookings as fast as they are answered. */
export function startLoad(first: KillableSandbox, random: (below: number) => number): Load {
  const answered: AnsweredCreate[] = []
  const oddities: string[] = []
  let sandbox = Promise.withResolvers<KillableSandbox>()
  sandbox.resolve(first)
  let isFinishing = false
  let made = 0
  let count = 0
  let waiter = { at: Number.POSITIVE_INFINITY, settle: () => {} }

  async function write(): Promise<void> {
    while (!isFinishing) {
      made += 1
      const name = `create-${made}`
      const [path, body] =
        random(3) === 0
          ? ['/v2/bookings', { ...booking, start_at: slot(made), notes: name }]
          : ['/v2/customers', { name: `Customer ${made}`, notes: name }]
      await create(path as string, name, body as object)
    }
  }

  async function create(path: string, name: string, body: object): Promise<void> {
    for (let tries = 1; ; tries++) {
      const { baseUrl, key } = await sandbox.promise
      const answer = await fetch(`${baseUrl}${path}`, {
        method: 'POST',
        headers: {
          authorization: `Bearer ${key}`,
          'content-type': 'application/json',
          'x-idempotency-key': name,
        },
        body: JSON.stringify(body),
      })
        .then(async response => ({ status: response.status, text: await response.text() }))
        .catch(() => undefined)
      if (answer === undefined) continue
      count += 1
      if (count >= waiter.at) waiter.settle()
      if (answer.status === 201) answered.push({ path, name, tries, id: JSON.parse(answer.text).id })
      else oddities.push(`${path} ${name} was answered ${answer.status}: ${answer.text}`)
      return
    }
  }

  const running = Array.from({ length: writers }, write)
  return {
    answered,
    oddities,
    answers: more =>
      new Promise(settle => {
        waiter = { at: count + more, settle }
        if (more === 0) settle()
      }),
    down() {
      sandbox = Promise.withResolvers()
    },
    up: next => sandbox.resolve(next),
    async finish() {
      isFinishing = true
      await Promise.all(running)
    },
  }
}

const booking = {
  customer_id: 'cust_priya_01',
  service_id: 'svc_consult_30',
  resource_id: 'res_dr_niket',
}

/** A slot of its own for each number: 18 a day, on six days a week from 1990 on, in the resource's working hours. */
function slot(number: number): string {
  const day = Math.floor(number / 18)
  const date = Date.UTC(1990, 0, 1, 3, 30) + (Math.floor(day / 6) * 7 + (day % 6)) * 86_400_000
  return new Date(date + (number % 18) * 1_800_000).toISOString().replace('.000', '')
}
