const known = new WeakMap<object, Buffer>()
const comma = 0x2c

/** A list as it is answered: the objects, and what is said of the page. */
export interface List {
  readonly data: readonly unknown[]
}

/**
 * The JSON of a list. Objects that nobody can change any more have been on other pages too: their bytes are made once,
 * and put together; those of a list that nobody can change are made once as a whole.
 */
export function jsonOfList(list: List): string | Buffer {
  if (list.data.length === 0 || !list.data.every(Object.isFrozen)) return JSON.stringify(list)
  if (!Object.isFrozen(list)) return bytesOfList(list)
  let bytes = known.get(list)
  if (bytes === undefined) {
    bytes = bytesOfList(list)
    known.set(list, bytes)
  }
  return bytes
}

function bytesOfList(list: List): Buffer {
  const { data, ...rest } = list
  const parts = (data as readonly object[]).map(bytesOf)
  const head = '{"data":['
  const tail = `],${JSON.stringify(rest).slice(1)}`
  const tailLength = Buffer.byteLength(tail)
  const inner = parts.reduce((sum, part) => sum + part.length, parts.length - 1)
  const bytes = Buffer.allocUnsafe(head.length + inner + tailLength)
  let at = bytes.write(head, 'latin1')
  parts.forEach((part, i) => {
    if (i > 0) bytes[at++] = comma
    at += part.copy(bytes, at)
  })
  bytes.write(tail, at, 'utf8')
  return bytes
}

function bytesOf(object: object): Buffer {
  let bytes = known.get(object)
  if (bytes === undefined) {
    bytes = Buffer.from(JSON.stringify(object))
    known.set(object, bytes)
  }
  return bytes
}
