import {
  type Business,
  type BusinessKind,
  type BusinessWish,
  everyDay,
  numbered,
  type RequirementSpec,
  type ResourceSpec,
  week,
} from './business.ts'

const timezone = 'Europe/London'

/** One salon: stylists with several services each, at prices and speeds of their own, and chairs. */
export const salon: BusinessKind = {
  name: 'salon',
  usualSize: 300,
  timezone,
  indianStaff: 0.1,
  make: makeSalon,
}

function makeSalon(wish: BusinessWish): Business {
  const stylists = stylistsOf(wish)
  const chairs = chairsOf(wish)
  return {
    name: 'Curl & Comb',
    timezone,
    currency: 'GBP',
    locations: [
      {
        id: 'loc_camden',
        name: 'Camden',
        timezone,
        address: '38 Chalk Farm Road, London',
        opening_hours: { ...week(everyDay, ['09:00', '20:00']), sun: [{ start: '10:00', end: '16:00' }] },
        holidays: [{ date: wish.dateIn(11), name: 'Bank holiday' }],
      },
    ],
    skills: [{ id: 'skill_colour', name: 'Colour', description: 'Trained in colouring and highlights.' }],
    resources: [...stylists, ...chairs],
    services: servicesOf(
      stylists,
      chairs.map(({ id }) => id),
    ),
    customers: {
      timezone,
      locale: 'en-GB',
      indianNames: 0.15,
      // Kept free by Ofcom for drama.
      phones: ['+44 7700 900###', '+44 20 7946 0###'],
      bookingsEach: 2.6,
      notes: ['Sensitive scalp', 'Allergic to ammonia', 'Likes to talk about football', 'Please no perfume'],
    },
    notes: [
      'Patch test done',
      'Bring the photo',
      'Shoulder length',
      'Running late is fine',
      'Birthday next day',
    ],
  }
}

/** Days and lunch breaks; nobody works the same week as the next. */
const weeks: readonly ResourceSpec['weekly'][] = [
  week(['tue', 'wed', 'thu', 'fri', 'sat'], ['09:00', '12:30'], ['13:15', '18:00']),
  week(['mon', 'tue', 'thu', 'fri', 'sat'], ['10:00', '14:00'], ['14:45', '19:00']),
  week(['wed', 'thu', 'fri', 'sat', 'sun'], ['10:00', '13:00'], ['13:30', '16:00']),
  {
    ...week(['mon', 'wed', 'fri'], ['12:00', '16:00'], ['16:30', '20:00']),
    sat: [{ start: '09:00', end: '15:00' }],
  },
  week(['tue', 'thu', 'sat', 'sun'], ['10:00', '13:15'], ['14:00', '18:30']),
]

function stylistsOf({ scale, staffName, dateIn, random }: BusinessWish): ResourceSpec[] {
  const count = Math.min(90, Math.round(weeks.length * scale))
  return Array.from({ length: count }, (_, i) => {
    const off = random.whole(3, 24)
    return {
      id: numbered('res_stylist', i + 1),
      type: 'staff' as const,
      name: staffName(),
      location_id: 'loc_camden',
      timezone,
      weight: i % 5 === 3 ? 1 : 2,
      skills: i % 3 === 2 ? [] : [{ skill_id: 'skill_colour', level: 1 + (i % 3) }],
      weekly: weeks[i % weeks.length] as ResourceSpec['weekly'],
      exceptions: [
        {
          kind: 'closed' as const,
          from: dateIn(off),
          to: dateIn(off + random.whole(0, 6)),
          reason: 'Holiday',
        },
        { kind: 'closed' as const, from: dateIn(-off), to: dateIn(-off), reason: 'Off sick' },
        ...(i % 2 === 0
          ? [
              {
                kind: 'replace' as const,
                from: dateIn(off + 8),
                to: dateIn(off + 8),
                intervals: [{ start: '12:00', end: '17:00' }],
                reason: 'Training in the morning',
              },
            ]
          : []),
      ],
      perDay: 6,
    }
  })
}

function chairsOf({ scale }: BusinessWish): ResourceSpec[] {
  return Array.from({ length: Math.min(60, Math.round(3 * scale)) }, (_, i) => ({
    id: numbered('res_colour_chair', i + 1),
    type: 'equipment' as const,
    name: `Colour chair ${i + 1}`,
    location_id: 'loc_camden',
    timezone,
    weekly: week(everyDay, ['08:00', '21:00']),
    perDay: 0,
  }))
}

/** Whoever is new takes longer and asks for less; every fifth is sought after. */
function overridesOf(
  stylists: readonly ResourceSpec[],
  duration_min: number,
  price: number,
): NonNullable<RequirementSpec['overrides']> {
  return stylists.flatMap(({ id }, i) => {
    if (i % 5 === 3)
      return [{ resource_id: id, duration_min: duration_min + 15, price: Math.round(price * 0.75) }]
    if (i % 5 === 0) return [{ resource_id: id, price: Math.round(price * 1.3) }]
    return []
  })
}

function servicesOf(stylists: readonly ResourceSpec[], chairs: readonly string[]): Business['services'] {
  const colourists = stylists.filter(({ skills = [] }) => skills.length > 0)
  const by = (who: readonly ResourceSpec[], duration: number, price: number): RequirementSpec => ({
    group: 'stylist',
    resource_ids: who.map(({ id }) => id),
    overrides: overridesOf(who, duration, price),
  })
  return [
    {
      id: 'svc_cut_60',
      name: 'Cut and finish, 60 minutes',
      description: 'Wash, cut, dry.',
      duration_min: 60,
      step_min: 15,
      buffer_after_min: 5,
      notice_min: 60,
      price: 5_200,
      requirements: [by(stylists, 60, 5_200)],
      share: 6,
    },
    {
      id: 'svc_short_cut_30',
      name: 'Short cut, 30 minutes',
      description: 'For short hair.',
      duration_min: 30,
      step_min: 15,
      buffer_after_min: 5,
      price: 2_900,
      requirements: [by(stylists, 30, 2_900)],
      share: 6,
    },
    {
      id: 'svc_blow_dry_45',
      name: 'Blow-dry, 45 minutes',
      description: 'Wash and style.',
      duration_min: 45,
      step_min: 15,
      price: 3_400,
      requirements: [by(stylists, 45, 3_400)],
      share: 3,
    },
    {
      id: 'svc_colour_120',
      name: 'Colour, two hours',
      description: 'At a colour chair, by trained staff; a deposit keeps the place.',
      duration_min: 120,
      step_min: 30,
      buffer_before_min: 5,
      buffer_after_min: 15,
      notice_min: 1440,
      price: 11_500,
      deposit: 2_500,
      policy: { pay_within_min: 2880, late_cancel_fee: 2_500, auto_complete: 'off' },
      requirements: [by(colourists, 120, 11_500), { group: 'chair', resource_ids: chairs }],
      share: 3,
    },
    {
      id: 'svc_beard_20',
      name: 'Beard trim, 20 minutes',
      description: 'With hot towel.',
      duration_min: 20,
      step_min: 10,
      price: 1_800,
      requirements: [{ group: 'stylist', skills: [{ skill_id: 'skill_colour', min_level: 1 }] }],
      share: 2,
    },
    {
      id: 'svc_wedding_180',
      name: 'Wedding, three hours',
      description: 'On request, once a day for each stylist.',
      duration_min: 180,
      step_min: 60,
      buffer_after_min: 30,
      notice_min: 2880,
      max_per_day: 1,
      price: 24_000,
      confirmation: 'manual',
      policy: { confirm_within_min: 4320, auto_complete: 'off' },
      requirements: [{ group: 'stylist', resource_ids: colourists.map(({ id }) => id) }],
      share: 1,
    },
  ]
}
