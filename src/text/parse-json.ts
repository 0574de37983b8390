/** Parses JSON. Throws an error whose message names the line and the column of the fault, which `JSON.parse` does not always. */
export function parseJson(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch (error) {
    const { message } = error as Error
    if (/ at position \d+/.test(message)) throw error
    const [said = message] = message.split(/, (?:\.\.\.)?"| in JSON/)
    const before = text.slice(0, faultAt(text)).split('\n')
    throw new SyntaxError(`${said} (line ${before.length} column ${(before.at(-1)?.length ?? 0) + 1})`)
  }
}

/**
 * Where the character stands that JSON must not have. What stands before it might still become JSON, so the shortest
 * beginning that is refused for a character, not for its end, ends with it.
 */
function faultAt(text: string): number {
  let [good, bad] = [0, text.length]
  if (!isBroken(text)) return text.length
  while (bad - good > 1) {
    const middle = (good + bad) >> 1
    if (isBroken(text.slice(0, middle))) bad = middle
    else good = middle
  }
  return good
}

function isBroken(beginning: string): boolean {
  try {
    JSON.parse(beginning)
    return false
  } catch (error) {
    return / is not valid JSON$/s.test((error as Error).message)
  }
}
