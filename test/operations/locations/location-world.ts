import { forkSandbox, type TestSandbox } from '../../world/sandbox.ts'
import { bookAll, patchNiket } from '../resources/resource-world.ts'

export const locationsUrl = '/v2/locations'

/** The seeded location. */
export const mainLocation = `${locationsUrl}/loc_main`

export const mornings = [{ start: '09:00', end: '12:00' }]

// Monday 20 April 2026, 10:00 and 14:00 in Kolkata.
export const mondayTen = '2026-04-20T04:30:00Z'
export const mondayTwo = '2026-04-20T08:30:00Z'

/** Members that neither a create nor an update takes, each with its faults. */
export const locationFaults: readonly (readonly [members: object, faults: readonly string[]])[] = [
  [{ timezone: 'Kathmandu' }, ['/timezone invalid_timezone']],
  [
    { opening_hours: { mon: [{ start: '09:00', end: '09:00' }] } },
    ['/opening_hours/mon/0/end empty_interval'],
  ],
  [{ holidays: [{ date: '2026-02-30', name: 'x' }] }, ['/holidays/0/date invalid_format']],
  [
    { holidays: ['2026-12-25', '2026-12-26', '2026-12-25'].map(date => ({ date, name: 'x' })) },
    ['/holidays/2/date duplicate'],
  ],
  [{ holidays: null }, ['/holidays null_not_allowed']],
  [{ holidays: [{ date: '2026-12-25' }] }, ['/holidays/0/name required']],
]

/** Dr Niket works at the seeded location, and is booked there on Monday at ten and at two. */
export async function atMain(): Promise<{ sandbox: TestSandbox; ten: string; two: string; before: number }> {
  const sandbox = await forkSandbox()
  await patchNiket(sandbox, { location_id: 'loc_main' })
  const [ten = '', two = ''] = await bookAll(sandbox, [mondayTen, mondayTwo])
  return { sandbox, ten, two, before: (await sandbox.events()).length }
}
