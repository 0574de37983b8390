import { Failure } from '../../src/failure/failure.ts'
import { writeJson } from '../../src/output/json.ts'
import { nearestOf } from '../../src/text/nearest.ts'
import { defineCommand } from '../kernel/command.ts'
import type { Context } from '../kernel/context.ts'
import { type ErrorView, errorViewOf, writeErrorList, writeErrorView } from './error-view.ts'

type Result =
  | { readonly kind: 'one'; readonly error: ErrorView }
  | { readonly kind: 'all'; readonly errors: readonly ErrorView[] }

/** `ideadunes errors [CODE]`: the catalogue of error codes, or everything about one of them. */
export const errors = defineCommand({
  id: 'errors',
  summary: 'Explain the error codes of the API, or one of them',
  args: [{ name: 'code', summary: 'An error code; all of them by default.', optional: true }],
  flags: {},
  texts: () => ({
    description:
      'What each code means, what to do about it, and which commands it can come from. `source` says whether the ' +
      'public reference shows it, or whether it is our reading (derived).',
    examples: [
      { title: 'All codes', command: 'errors' },
      { title: 'One of them', command: 'errors resource_unavailable' },
    ],
  }),
  async run({ args }, context): Promise<Result> {
    const { code } = args
    const known = context.contract.errors()
    if (code === undefined) {
      return { kind: 'all', errors: Object.keys(known).map(name => errorViewOf(name, context)) }
    }
    if (!Object.hasOwn(known, code)) throw unknownCode(code, Object.keys(known))
    return { kind: 'one', error: errorViewOf(code, context) }
  },
  async render(result, _, context) {
    if (result.kind === 'one') return await writeErrorView(result.error, context)
    await writeErrorList(result.errors, context)
  },
  async renderJson(result, { terminal }: Context) {
    await writeJson(terminal.stdout, result.kind === 'one' ? result.error : { data: result.errors })
  },
})

function unknownCode(code: string, known: readonly string[]): Failure {
  const near = nearestOf(code, known)
  return new Failure('usage', 'unknown_error_code', `The API has no error code ${code}`, {
    field: 'CODE',
    hint:
      near === undefined
        ? '`ideadunes errors` lists all of them.'
        : `Did you mean \`ideadunes errors ${near}\`?`,
  })
}
