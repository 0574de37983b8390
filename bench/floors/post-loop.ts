import { Agent, request } from 'node:http'

// The floor of deliveries: a loop over node:http that posts one body after the other on one connection, which is
// faster here than one over fetch. argv: URL, how many, the waits between them in milliseconds (0: none).
// Its line tells when each began, in wall time, and how long the whole took.
const [url = '', count = '0', waitMs = '0'] = process.argv.slice(2)
const agent = new Agent({ keepAlive: true, maxSockets: 1 })
const body = JSON.stringify({ id: 'evt_x', type: 'customer.created', data: { object: 'x'.repeat(500) } })
const headers = { 'content-type': 'application/json', 'content-length': String(Buffer.byteLength(body)) }

function post(): Promise<void> {
  return new Promise((resolve, reject) => {
    const outgoing = request(url, { method: 'POST', headers, agent }, incoming => {
      incoming.resume().on('end', resolve)
    })
    outgoing.on('error', reject)
    outgoing.end(body)
  })
}

for (let warm = 0; warm < 50; warm++) await post()
const begun: number[] = []
const startedMs = performance.now()
for (let at = 0; at < Number(count); at++) {
  const dueMs = startedMs + at * Number(waitMs)
  while (performance.now() < dueMs) await new Promise(resolve => setTimeout(resolve, 1))
  begun.push(performance.timeOrigin + performance.now())
  await post()
}
process.stdout.write(`${JSON.stringify({ begun, tookMs: performance.now() - startedMs })}\n`)
agent.destroy()
