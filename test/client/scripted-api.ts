import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'

export interface SeenRequest {
  readonly method: string
  readonly url: string
  readonly headers: IncomingMessage['headers']
  readonly body: string
}

/** What the scripted API does with one request. */
export type Step =
  | {
      readonly status: number
      readonly headers?: Record<string, string>
      readonly json?: unknown
      readonly text?: string | Uint8Array
    }
  /** Answers in lines of JSON, and then ends, stays, or breaks off. */
  | { readonly lines: readonly unknown[]; readonly after: 'end' | 'stay' | 'break off' }
  /** Ends the connection without an answer. */
  | 'hang up'
  /** Never answers. */
  | 'stay silent'

export interface ScriptedApi extends AsyncDisposable {
  readonly baseUrl: string
  readonly seen: readonly SeenRequest[]
}

/** A local server that answers the n-th request with the n-th step, and the last step from then on. */
export async function scriptedApi(...steps: readonly Step[]): Promise<ScriptedApi> {
  const seen: SeenRequest[] = []
  const server = createServer(async (request, response) => {
    const step = steps[Math.min(seen.length, steps.length - 1)]
    let body = ''
    for await (const chunk of request) body += chunk
    seen.push({ method: request.method ?? '', url: request.url ?? '', headers: request.headers, body })
    if (step === undefined || step === 'hang up') request.socket.destroy()
    else if (step !== 'stay silent') 'lines' in step ? stream(response, step) : answer(response, step)
  })
  await new Promise<void>(done => server.listen(0, '127.0.0.1', done))
  return {
    baseUrl: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    seen,
    async [Symbol.asyncDispose]() {
      server.closeAllConnections()
      await new Promise(done => server.close(done))
    },
  }
}

function answer(response: ServerResponse, step: Extract<Step, { status: number }>): void {
  const { status, headers, json, text } = step
  response.writeHead(status, {
    'content-type': json === undefined ? 'text/html' : 'application/json',
    ...headers,
  })
  response.end(json === undefined ? text : JSON.stringify(json))
}

function stream(response: ServerResponse, { lines, after }: Extract<Step, { lines: unknown }>): void {
  response.writeHead(200, { 'content-type': 'application/x-ndjson' })
  // Cut in the middle of a line: chunks are no lines.
  const text = lines.map(line => `${JSON.stringify(line)}\n`).join('')
  const half = Math.floor(text.length / 2)
  response.flushHeaders()
  response.write(text.slice(0, half))
  setTimeout(() => {
    response.write(text.slice(half), () => {
      if (after === 'end') response.end()
      // Not before the text has left.
      if (after === 'break off') setTimeout(() => response.destroy(), 20)
    })
  }, 5)
}

/** An error in the API's format. */
export function apiError(status: number, code: string, message = code, details?: unknown): Step {
  return {
    status,
    json: { error: { code, message, doc_url: `https://docs.example/${code}`, request_id: 'req_1', details } },
  }
}

/** A page of a list. */
export function pageOf(ids: readonly string[], nextCursor: string | null = null): Step {
  return {
    status: 200,
    json: {
      data: ids.map(id => ({ id, status: 'confirmed', start_at: '2026-04-20T05:00:00Z' })),
      has_more: nextCursor !== null,
      next_cursor: nextCursor,
      prev_cursor: null,
    },
  }
}
