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
