const parsed = new Map<string, unknown>()

/** Longer texts are rarely the same twice. */
const longestText = 2_000
const mostTexts = 500

/**
 * What a column of JSON holds. Policies, allocations and empty lists are the same text in row after row, and are parsed
 * once: nobody may change what comes from here.
 */
export function parsedColumn<Value>(text: string): Value {
  if (text.length > longestText) return JSON.parse(text) as Value
  let value = parsed.get(text)
  if (value === undefined) {
    value = frozen(JSON.parse(text))
    if (parsed.size >= mostTexts) parsed.clear()
    parsed.set(text, value)
  }
  return value as Value
}

function frozen(value: unknown): unknown {
  if (typeof value !== 'object' || value === null) return value
  for (const member of Object.values(value)) frozen(member)
  return Object.freeze(value)
}

/**
 * Makes the object of a row once, for as long as the row is there: rows that are remembered between reads are the same
 * rows. Nobody changes such an object.
 */
export function once<Row extends object, Made extends object>(
  toObject: (row: Row) => Made,
): (row: Row) => Made {
  const made = new WeakMap<Row, Made>()
  return row => {
    let object = made.get(row)
    if (object === undefined) {
      object = Object.freeze(toObject(row))
      made.set(row, object)
    }
    return object
  }
}
