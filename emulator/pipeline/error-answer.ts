import { ApiError, docUrlOf } from '../../src/contract/errors/errors.ts'
import { StorageFault } from '../store/storage-fault.ts'

/** The error envelope of the reference's Error format, as bytes. */
export function errorBody(error: ApiError, requestId: string): string {
  return JSON.stringify({
    error: {
      code: error.code,
      message: error.message,
      doc_url: docUrlOf(error.code),
      request_id: requestId,
      ...(error.details !== undefined && { details: error.details }),
    },
  })
}

/** Whatever was thrown, as an error of the API. What nobody foresaw becomes a 500 that tells no internals. */
export function asApiError(thrown: unknown): ApiError {
  if (thrown instanceof ApiError) return thrown
  if (thrown instanceof StorageFault) {
    const { message, reason } = thrown
    return new ApiError('storage_unavailable', { message, details: { reason }, cause: thrown })
  }
  switch ((thrown as { code?: unknown } | null)?.code) {
    case 'FST_ERR_CTP_BODY_TOO_LARGE':
      return new ApiError('payload_too_large', { cause: thrown })
    case 'FST_ERR_CTP_INVALID_MEDIA_TYPE':
      return new ApiError('unsupported_media_type', { cause: thrown })
    case 'FST_ERR_CTP_INVALID_CONTENT_LENGTH':
      return new ApiError('invalid_json', {
        message: 'The body is shorter or longer than Content-Length says',
        cause: thrown,
      })
    default:
      return new ApiError('internal_error', { cause: thrown })
  }
}
