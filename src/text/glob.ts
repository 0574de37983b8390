/**
 * Whether a text is what a glob stands for; each `*` in it is any text, also none. It looks for the pieces between the
 * stars one after another and never goes back: a regular expression would try every way to share the text out.
 */
export function matchesGlob(glob: string, text: string): boolean {
  const [first = '', ...pieces] = glob.split('*')
  const last = pieces.pop()
  if (last === undefined) return glob === text
  if (!text.startsWith(first)) return false
  let from = first.length
  for (const piece of pieces) {
    const at = text.indexOf(piece, from)
    if (at < 0) return false
    from = at + piece.length
  }
  return text.length - last.length >= from && text.endsWith(last)
}
