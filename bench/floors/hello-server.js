import Fastify from 'fastify'

// The floor of a start: fastify's hello world, as its own documentation writes it.
const app = Fastify()
app.get('/', async () => ({ hello: 'world' }))
await app.listen({ host: '127.0.0.1', port: 0 })
process.stdout.write('Ready\n')
process.once('SIGTERM', () => process.exit(0))
