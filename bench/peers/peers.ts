import { join } from 'node:path'

/** A mock server of somebody else. */
export interface Peer {
  readonly name: string
  /** What npm installs for it, with versions. */
  readonly packages: readonly string[]
  /** Files that it reads, by name; they are written into its folder. */
  readonly files?: (given: Given) => Readonly<Record<string, string>>
  /** The words with which Node starts it. */
  readonly args: (given: Given) => readonly string[]
}

/** What peers are given. */
export interface Given {
  readonly folder: string
  readonly port: number
  /** Path of the OpenAPI document. */
  readonly openapi: string
  /** A booking that GET asks for, as our sandbox answers it. */
  readonly booking: unknown
}

const modules = ({ folder }: Given) => join(folder, 'node_modules')

/** Those that people would take instead, each with as little logging as it can do with. */
export const peers: readonly Peer[] = [
  {
    name: 'Prism',
    packages: ['@stoplight/prism-cli@5.16.0'],
    args: given => [
      join(modules(given), '@stoplight/prism-cli/dist/index.js'),
      'mock',
      given.openapi,
      ...['--host', '127.0.0.1', '--port', String(given.port), '--verboseLevel', 'fatal'],
    ],
  },
  {
    name: 'Mockoon',
    packages: ['@mockoon/cli@9.9.0'],
    args: given => [
      join(modules(given), '@mockoon/cli/bin/run.js'),
      'start',
      ...['--data', given.openapi, '--hostname', '127.0.0.1', '--port', String(given.port)],
      ...['--disable-log-to-file', '--disable-admin-api'],
    ],
  },
  {
    name: 'json-server',
    packages: ['json-server@0.17.4'],
    files: ({ booking }) => ({
      'db.json': JSON.stringify({ bookings: [booking], customers: [] }),
      'routes.json': JSON.stringify({ '/v2/*': '/$1' }),
    }),
    args: given => [
      join(modules(given), 'json-server/lib/cli/bin.js'),
      join(given.folder, 'db.json'),
      ...['--host', '127.0.0.1', '--port', String(given.port), '--quiet'],
      ...['--routes', join(given.folder, 'routes.json')],
    ],
  },
  {
    name: "Scalar's mock server",
    packages: ['@scalar/mock-server@0.14.4', '@hono/node-server@2.1.9'],
    // Its own command line listens on every address of the machine.
    files: ({ port, openapi }) => ({
      'serve.mjs': [
        "import { readFileSync } from 'node:fs'",
        "import { serve } from '@hono/node-server'",
        "import { createMockServer } from '@scalar/mock-server'",
        `const document = JSON.parse(readFileSync(${JSON.stringify(openapi)}, 'utf8'))`,
        'const app = await createMockServer({ document })',
        `serve({ fetch: app.fetch, hostname: '127.0.0.1', port: ${port} })`,
        '',
      ].join('\n'),
    }),
    args: ({ folder }) => [join(folder, 'serve.mjs')],
  },
]
