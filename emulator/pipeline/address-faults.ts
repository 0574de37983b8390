import type { FastifyRequest } from 'fastify'
import type { FieldFault } from '../../src/contract/errors/errors.ts'
import { shownText } from '../../src/text/broken-texts.ts'
import { textFaults } from '../validation/text-faults.ts'

/** What is wrong with the texts of a URL, whatever it leads to: ids that are no text, and a query that cannot be decoded. */
export function addressFaults({
  params,
  url,
}: Pick<FastifyRequest, 'params' | 'url'>): readonly FieldFault[] {
  return [...textFaults(params), ...queryFaults(url)]
}

/** Read leniently, an escape that is no UTF-8 would stay as it stands, and be looked for. */
function queryFaults(url: string): readonly FieldFault[] {
  const at = url.indexOf('?')
  if (at < 0 || !url.includes('%', at)) return []
  const broken = url
    .slice(at + 1)
    .split('&')
    .filter(pair => decoded(pair) === undefined)
  return broken.map(pair => {
    const [name = ''] = pair.split('=', 1)
    return {
      path: `/${shownText(decoded(name) ?? name)}`,
      code: 'invalid_text',
      message: 'cannot be decoded; % stands before two hexadecimal digits of UTF-8',
    }
  })
}

function decoded(text: string): string | undefined {
  try {
    return decodeURIComponent(text)
  } catch {
    return undefined
  }
}
