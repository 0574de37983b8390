import type { CommandEntry } from '../../src/contract/commands/command-index.ts'
import { type FileType, fileKindOf } from '../../src/contract/media-types.ts'
import { Failure } from '../../src/failure/failure.ts'
import type { CommandInput } from '../kernel/command.ts'
import type { Context } from '../kernel/context.ts'

/** A file that an operation answered. */
export interface DownloadedFile {
  readonly kind: 'file'
  readonly type: FileType
  readonly content: string | Uint8Array
}

/** A usage failure where bytes would go to a terminal, which they garble; before anything is asked for. */
export function refuseBytesOnTerminal(entry: CommandEntry, input: CommandInput, context: Context): void {
  if (entry.file === undefined || input.json || !context.terminal.stdout.isTty) return
  const { isText, called, extension } = fileKindOf(entry.file)
  if (isText) return
  const [name = 'download'] = Object.values(input.args)
  throw new Failure(
    'usage',
    'binary_on_terminal',
    `The answer is a ${called}, which a terminal cannot show`,
    {
      hint: `Save it: add \`> ${name}.${extension}\`. Or take --json, which holds it as base64.`,
    },
  )
}

/** A file under `--json`: text as a string, bytes as base64. */
export function fileJson({ type, content }: DownloadedFile): unknown {
  if (typeof content === 'string') return content
  const { buffer, byteOffset, byteLength } = content
  return { media_type: type, base64: Buffer.from(buffer, byteOffset, byteLength).toString('base64') }
}
