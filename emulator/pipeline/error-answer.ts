import { ApiError } from '../../src/contract/errors/errors.ts'
import { StorageFault } from '../store/storage-fault.ts'

/**
 * Whatever was thrown, as an error of the API. What nobody foresaw becomes a 500 that tells no internals.
 * `contentType` is the header of the request, where one is answered.
 */
export function asApiError(thrown: unknown, contentType?: string): ApiError {
  if (thrown instanceof ApiError) return thrown
  if (thrown instanceof StorageFault) {
    const { message, reason } = thrown
    return new ApiError('storage_unavailable', { message, details: { reason }, cause: thrown })
  }
  switch ((thrown as { code?: unknown } | null)?.code) {
    case 'FST_ERR_CTP_BODY_TOO_LARGE':
      return new ApiError('payload_too_large', { cause: thrown })
    case 'FST_ERR_CTP_INVALID_MEDIA_TYPE':
      return new ApiError('unsupported_media_type', { message: mediaTypeFault(contentType), cause: thrown })
    case 'FST_ERR_CTP_INVALID_CONTENT_LENGTH':
      return new ApiError('invalid_json', {
        message: 'The body is shorter or longer than Content-Length says',
        cause: thrown,
      })
    default:
      return new ApiError('internal_error', { cause: thrown })
  }
}

/** Long enough for every media type with its parameters. */
const longestShown = 100

function mediaTypeFault(contentType = ''): string {
  const shown = contentType.length > longestShown ? `${contentType.slice(0, longestShown)}…` : contentType
  const found = shown.trim() === '' ? 'no Content-Type' : `the Content-Type ${shown}`
  return `The body has ${found}; send JSON in UTF-8 with Content-Type: application/json`
}
