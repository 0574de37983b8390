import { createServer } from 'node:http'

// Somebody's handler: takes what comes and answers 204. The port is its first line; GET gives the wall time, in
// milliseconds, at which each body was there, and forgets them.
let arrivals: number[] = []
const server = createServer((incoming, response) => {
  if (incoming.method === 'GET') {
    response.end(JSON.stringify(arrivals))
    arrivals = []
    return
  }
  incoming.resume().on('end', () => {
    arrivals.push(performance.timeOrigin + performance.now())
    response.writeHead(204).end()
  })
})
server.listen(0, '127.0.0.1', () => {
  const address = server.address()
  if (address === null || typeof address === 'string') throw new Error('The server has no port.')
  process.stdout.write(`${address.port}\n`)
})
process.once('SIGTERM', () => process.exit(0))
