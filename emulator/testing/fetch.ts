import { Failure } from '../../src/failure/failure.ts'

/** Answers a request whose URL is the sandbox's. */
export type AnswerRequest = (request: Request) => Promise<Response>

/**
 * `fetch` for one sandbox: paths such as `/v2/bookings` are taken as its own, and its secret key is sent unless the
 * request brings another. Other origins are refused: nothing leaves the test by mistake, least of all a key.
 */
export function sandboxFetch(baseUrl: string, secretKey: string, answer: AnswerRequest): typeof fetch {
  const base = new URL(baseUrl)
  return async (input, init) => {
    const request = new Request(
      typeof input === 'string' && input.startsWith('/') ? new URL(input, base) : input,
      init,
    )
    if (new URL(request.url).origin !== base.origin) throw foreign(request.url, base.origin)
    if (!request.headers.has('authorization')) request.headers.set('authorization', `Bearer ${secretKey}`)
    return await answer(request)
  }
}

function foreign(url: string, origin: string): Failure {
  return new Failure('usage', 'foreign_url', `${url} is not of this sandbox, which is ${origin}`, {
    hint: 'Give your app the baseUrl of the sandbox, or only paths such as /v2/bookings.',
  })
}
