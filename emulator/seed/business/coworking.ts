import {
  type Business,
  type BusinessKind,
  type BusinessWish,
  everyDay,
  monToFri,
  numbered,
  type ResourceSpec,
  week,
} from './business.ts'

const berlin = 'Europe/Berlin'
const kolkata = 'Asia/Kolkata'

/** Two houses in two time zones: desks and rooms that several share, by the hour, and a lab that never closes. */
export const coworking: BusinessKind = {
  name: 'coworking',
  usualSize: 500,
  timezone: berlin,
  indianStaff: 0.5,
  make: makeCoworking,
}

function makeCoworking(wish: BusinessWish): Business {
  const resources = resourcesOf(wish)
  const ids = (word: string) => resources.filter(({ id }) => id.includes(word)).map(({ id }) => id)
  return {
    name: 'Harbour Desks',
    timezone: berlin,
    currency: 'EUR',
    locations: [
      {
        id: 'loc_berlin',
        name: 'Berlin',
        timezone: berlin,
        address: 'Spreeufer 12, Berlin',
        opening_hours: null,
        holidays: [],
      },
      {
        id: 'loc_bengaluru',
        name: 'Bengaluru',
        timezone: kolkata,
        address: '7 Church Street, Bengaluru',
        opening_hours: week(everyDay, ['07:00', '23:00']),
        holidays: [{ date: wish.dateIn(13), name: 'Festival' }],
      },
    ],
    skills: [{ id: 'skill_projector', name: 'Projector', description: 'The room has a projector.' }],
    resources,
    services: servicesOf({ desks: ids('_desks_'), rooms: ids('_room_'), labs: ids('_lab_') }),
    customers: {
      timezone: berlin,
      locale: 'en-DE',
      indianNames: 0.4,
      // Kept free by the Bundesnetzagentur for drama.
      phones: ['+49 30 23125 ###', '+91 98765 #####'],
      bookingsEach: 4.5,
      notes: ['Has a key card', 'Invoice to the company', 'Brings a dog', 'Needs a standing desk'],
      companies: true,
    },
    notes: [
      'Quiet corner, please',
      'Workshop material is on its way',
      'Needs a whiteboard',
      'Guest from abroad',
    ],
  }
}

function resourcesOf({ scale, dateIn }: BusinessWish): ResourceSpec[] {
  const houses = [
    { name: 'berlin', location_id: 'loc_berlin', timezone: berlin },
    { name: 'bengaluru', location_id: 'loc_bengaluru', timezone: kolkata },
  ] as const
  const floors = Math.max(1, Math.round(scale))
  return houses.flatMap(({ name, ...place }, house) => [
    ...Array.from({ length: floors }, (_, i) => ({
      ...place,
      id: numbered(`res_${name}_desks`, i + 1),
      type: 'equipment' as const,
      name: `Desks, floor ${i + 1}`,
      capacity: 16,
      // The end of the week runs into the night.
      weekly: {
        ...week(monToFri, ['07:00', '22:00']),
        ...week(['fri'], ['07:00', '02:00']),
        ...week(['sat', 'sun'], ['09:00', '18:00']),
      },
      perDay: 18,
    })),
    ...Array.from({ length: 2 * floors }, (_, i) => ({
      ...place,
      id: numbered(`res_${name}_room`, i + 1),
      type: 'room' as const,
      name: `Room ${i + 1}`,
      capacity: [6, 12][i % 2] ?? 6,
      ...(i % 2 === 1 && { skills: [{ skill_id: 'skill_projector', level: 1 }] }),
      weekly: week(monToFri, ['08:00', '20:00']),
      exceptions: [
        { kind: 'closed' as const, from: dateIn(5 + i), to: dateIn(6 + i), reason: 'Repairs' },
        {
          kind: 'open' as const,
          from: dateIn(-10),
          to: dateIn(-9),
          intervals: [{ start: '10:00', end: '16:00' }],
          reason: 'Open house',
        },
      ],
      perDay: 5,
    })),
    ...(house === 0 ? labsOf(floors, place) : []),
  ])
}

/** Open all day and all night: what begins at 22:00 runs over midnight. */
function labsOf(count: number, place: Pick<ResourceSpec, 'location_id' | 'timezone'>): ResourceSpec[] {
  return Array.from({ length: count }, (_, i) => ({
    ...place,
    id: numbered('res_berlin_lab', i + 1),
    type: 'room',
    name: `Lab ${i + 1}, open day and night`,
    capacity: 4,
    weekly: week(everyDay, ['00:00', '24:00']),
    perDay: 7,
  }))
}

function servicesOf(ids: {
  readonly desks: readonly string[]
  readonly rooms: readonly string[]
  readonly labs: readonly string[]
}): Business['services'] {
  const on = (resource_ids: readonly string[]) => [{ group: 'space', resource_ids }]
  return [
    {
      id: 'svc_desk_hour',
      name: 'Desk by the hour',
      description: 'One desk or several next to each other.',
      duration_min: 60,
      step_min: 60,
      capacity: 16,
      price: 600,
      requirements: on(ids.desks),
      share: 3,
      parties: [1, 3],
    },
    {
      id: 'svc_desk_half_day',
      name: 'Desk for half a day',
      description: 'Four hours, from any full hour.',
      duration_min: 240,
      step_min: 60,
      capacity: 16,
      price: 1_800,
      requirements: on(ids.desks),
      share: 3,
      parties: [1, 2],
    },
    {
      id: 'svc_desk_day',
      name: 'Desk for a day',
      description: 'Eight hours.',
      duration_min: 480,
      step_min: 60,
      capacity: 16,
      price: 3_000,
      policy: { reminders_min: [1440] },
      requirements: on(ids.desks),
      share: 2,
      parties: [1, 2],
    },
    {
      id: 'svc_room_hour',
      name: 'Seats in a room, one hour',
      description: 'A room that several groups may share.',
      duration_min: 60,
      step_min: 60,
      capacity: 12,
      notice_min: 15,
      price: 2_500,
      requirements: on(ids.rooms),
      share: 3,
      parties: [2, 6],
    },
    {
      id: 'svc_workshop_180',
      name: 'Workshop with projector, three hours',
      description: 'On request; the house comes back within three days.',
      duration_min: 180,
      step_min: 60,
      buffer_before_min: 30,
      buffer_after_min: 30,
      capacity: 12,
      max_per_day: 2,
      price: 18_000,
      deposit: 4_000,
      confirmation: 'manual',
      policy: { confirm_within_min: 4320 },
      requirements: [{ group: 'space', skills: [{ skill_id: 'skill_projector', min_level: 1 }] }],
      share: 1,
      parties: [4, 10],
    },
    {
      id: 'svc_lab_two_hours',
      name: 'Lab, two hours',
      description: 'At any hour of the day or night.',
      duration_min: 120,
      step_min: 60,
      capacity: 4,
      price: 2_200,
      deposit: 1_000,
      policy: { pay_within_min: 2880 },
      requirements: on(ids.labs),
      share: 3,
      parties: [1, 2],
    },
    {
      id: 'svc_lab_night',
      name: 'Lab over night, ten hours',
      description: 'Runs over midnight; ends when the staff says so.',
      duration_min: 600,
      step_min: 60,
      buffer_after_min: 60,
      capacity: 4,
      max_per_day: 2,
      price: 7_500,
      policy: { auto_complete: 'off' },
      requirements: on(ids.labs),
      share: 1,
      parties: [1, 2],
    },
  ]
}
