/** A property of jCal (RFC 7265): name, parameters, type, value. The serialiser escapes by the type. */
export type Property = readonly [string, Readonly<Record<string, string>>, string, string | number]
