import { get } from 'node:http'
import type { AddressInfo } from 'node:net'
import { text } from 'node:stream/consumers'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { openApiDocument } from '../../../emulator/server/pages/openapi.ts'
import { type ControlledSandbox, controlledSandbox } from '../../control/controlled-sandbox.ts'

let sandbox: ControlledSandbox
let port = 0
beforeAll(async () => {
  sandbox = await controlledSandbox()
  await sandbox.app.listen({ host: '127.0.0.1', port: 0 })
  port = (sandbox.app.server.address() as AddressInfo).port
})
afterAll(() => sandbox.close())

/** Asks the port for the document under a name. */
async function documentAt(host: string) {
  const { status, body } = await new Promise<{ status: number | undefined; body: string }>(
    (settle, reject) => {
      get({ host: '127.0.0.1', port, path: '/openapi.json', headers: { host } }, async incoming =>
        settle({ status: incoming.statusCode, body: await text(incoming) }),
      ).on('error', reject)
    },
  )
  return { status, body, servers: JSON.parse(body).servers?.map(({ url }: { url: string }) => url) }
}

const hosted = ['https://api.ideadunes.com', 'https://sandbox-api.ideadunes.com']

describe('the OpenAPI document of a running sandbox', () => {
  test.each(['127.0.0.1', 'localhost', 'clinic.localhost', '[::1]'])(
    'names the sandbox first, as %s and with its own port, then the hosted ones',
    async name => {
      const { status, servers } = await documentAt(`${name}:${port}`)
      expect([status, servers]).toEqual([200, [`http://${name}:${port}`, ...hosted]])
    },
  )

  test('names the port on which it listens, whatever the request says', async () => {
    for (const host of ['localhost:4332', 'localhost'])
      expect((await documentAt(host)).servers[0]).toBe(`http://localhost:${port}`)
  })

  test.each([
    '"},{"url":"x.localhost',
    '$(touch x).localhost',
    'a b.localhost',
    'a/b?.localhost',
    'u@x.localhost',
  ])('is not told under a name that is more than one: %s', async host => {
    const { status, body } = await documentAt(host)
    expect([status, JSON.parse(body).error.code]).toEqual([403, 'untrusted_host'])
  })

  test('is not for names that lead elsewhere', async () => {
    const { status, body } = await documentAt(`rebound.example:${port}`)
    expect([status, JSON.parse(body).error.code]).toEqual([403, 'untrusted_host'])
    expect((await documentAt(`localhost:${port}`)).body).not.toContain('rebound.example')
  })

  test('is built when it is asked for, and once', () => {
    const built: string[] = []
    const document = openApiDocument(serverUrl => {
      built.push(serverUrl)
      return {
        openapi: '3.1.0',
        servers: [{ url: serverUrl }, { url: 'https://api.ideadunes.com' }],
        info: 'ä',
      }
    })
    expect(built).toEqual([])
    for (const url of ['http://localhost:1', 'http://127.0.0.1:2', 'http://localhost:1']) {
      expect(JSON.parse(document(url).toString())).toEqual({
        openapi: '3.1.0',
        servers: [{ url }, { url: 'https://api.ideadunes.com' }],
        info: 'ä',
      })
    }
    expect(built).toHaveLength(1)
  })
})
