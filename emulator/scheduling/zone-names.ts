/**
 * Zones that IANA calls otherwise than CLDR, whose names the runtime writes: CLDR never changes one. These are all
 * whose name in zone.tab of tzdata 2026 is another.
 */
const renamed: Readonly<Record<string, string>> = {
  'Africa/Asmera': 'Africa/Asmara',
  'America/Buenos_Aires': 'America/Argentina/Buenos_Aires',
  'America/Catamarca': 'America/Argentina/Catamarca',
  'America/Coral_Harbour': 'America/Atikokan',
  'America/Cordoba': 'America/Argentina/Cordoba',
  'America/Godthab': 'America/Nuuk',
  'America/Indianapolis': 'America/Indiana/Indianapolis',
  'America/Jujuy': 'America/Argentina/Jujuy',
  'America/Louisville': 'America/Kentucky/Louisville',
  'America/Mendoza': 'America/Argentina/Mendoza',
  'Asia/Calcutta': 'Asia/Kolkata',
  'Asia/Katmandu': 'Asia/Kathmandu',
  'Asia/Rangoon': 'Asia/Yangon',
  'Asia/Saigon': 'Asia/Ho_Chi_Minh',
  'Atlantic/Faeroe': 'Atlantic/Faroe',
  'Europe/Kiev': 'Europe/Kyiv',
  'Pacific/Enderbury': 'Pacific/Kanton',
  'Pacific/Ponape': 'Pacific/Pohnpei',
  'Pacific/Truk': 'Pacific/Chuuk',
}

// Asking the runtime takes some 30 µs, and a search asks for every resource. Only IANA's own names are kept: few.
const known = new Set<string>()

/**
 * The name by which IANA calls the zone, or undefined where there is none: `Asia/Kolkata` for `asia/kolkata` and
 * `Asia/Calcutta`, `America/New_York` for `US/Eastern`. Two names are of one zone iff this is the same. Offsets such as
 * `+05:30` are no names.
 */
export function ianaZone(name: string): string | undefined {
  if (known.has(name)) return name
  if (!/^[A-Za-z][A-Za-z0-9_+\-/]*$/.test(name)) return undefined
  try {
    const { timeZone } = new Intl.DateTimeFormat('en', { timeZone: name }).resolvedOptions()
    const written = renamed[timeZone] ?? timeZone
    known.add(written)
    return written
  } catch {
    return undefined
  }
}
