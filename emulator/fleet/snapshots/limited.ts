import { ApiError } from '../../../src/contract/errors/errors.ts'

/** Passes bytes on up to a limit. Throws `payload_too_large` beyond it. */
export async function* limited(bytes: AsyncIterable<Buffer>, mostBytes: number): AsyncGenerator<Buffer> {
  let count = 0
  for await (const chunk of bytes) {
    count += chunk.length
    if (count > mostBytes) {
      throw new ApiError('payload_too_large', {
        message: `The file is larger than ${mostBytes / 1024 ** 2} MB, which is more than is taken in here`,
      })
    }
    yield chunk
  }
}
