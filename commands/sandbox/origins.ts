import { Failure } from '../../src/failure/failure.ts'

/**
 * Origins as browsers send them: lower case, without a path or a default port. Throws a usage failure for what is
 * none, since it would never match; so is `*`, for pages that are let in should be named.
 */
export function originsOf(given: readonly string[] | undefined): readonly string[] | undefined {
  return given?.map(text => {
    const url = URL.canParse(text) ? new URL(text) : undefined
    const plain =
      url !== undefined && /^https?:$/.test(url.protocol) && `${url.pathname}${url.search}` === '/'
    if (plain && url.username === '' && url.hash === '') return url.origin
    throw new Failure('usage', 'invalid_flag', `--allow-origin must be a web origin, not ${text}`, {
      field: '--allow-origin',
      hint: 'Scheme, host and port, nothing else: https://shop.test or http://192.168.1.7:5173.',
    })
  })
}
