/** The names of the parameters of a path, in their order: `booking_id` of `/v2/bookings/{booking_id}`. */
export function pathParametersOf(path: string): readonly string[] {
  return [...path.matchAll(/\{(\w+)\}/g)].map(([, name = '']) => name)
}
