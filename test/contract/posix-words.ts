/** Splits a command line into words like a POSIX shell: blanks, '…', "…" and backslashes; nothing is expanded. */
export function posixWords(line: string): string[] {
  const words: string[] = []
  let word: string | undefined
  for (let at = 0; at < line.length; at += 1) {
    const character = line.charAt(at)
    if (/\s/.test(character)) {
      if (word !== undefined) words.push(word)
      word = undefined
    } else if (character === "'") {
      const end = line.indexOf("'", at + 1)
      if (end < 0) throw new Error(`A quote is open at ${at}: ${line}`)
      word = (word ?? '') + line.slice(at + 1, end)
      at = end
    } else if (character === '\\') {
      at += 1
      word = (word ?? '') + line.charAt(at)
    } else if (/["$`|&;<>()*?[\]#~!{}]/.test(character)) {
      throw new Error(`A shell would not take ${character} as it stands: ${line}`)
    } else {
      word = (word ?? '') + character
    }
  }
  return word === undefined ? words : [...words, word]
}
