import Fastify from 'fastify'

// The floor of reads: bare fastify answering the bytes that it was given, from memory. argv holds a URL to copy.
const [url = '', key = ''] = process.argv.slice(2)
const answer = await fetch(url, { headers: { authorization: `Bearer ${key}` } })
const bytes = Buffer.from(await answer.arrayBuffer())
const app = Fastify()
app.get('/*', (_request, reply) => {
  reply.header('content-type', 'application/json').send(bytes)
})
await app.listen({ host: '127.0.0.1', port: 0 })
const address = app.server.address()
if (address === null || typeof address === 'string') throw new Error('The server has no port.')
process.stdout.write(`${address.port}\n`)
process.once('SIGTERM', () => void app.close())
