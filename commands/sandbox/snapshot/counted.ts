import type { Tell } from '../../kernel/progress.ts'

/** The same pieces, of which it is told how many bytes went by. */
export async function* counted<Piece extends Uint8Array>(
  pieces: AsyncIterable<Piece>,
  sizeBytes: number | undefined,
  tell: Tell,
): AsyncGenerator<Piece> {
  let bytes = 0
  for await (const piece of pieces) {
    yield piece
    bytes += piece.length
    if (sizeBytes !== undefined) tell(bytes, sizeBytes)
  }
}
