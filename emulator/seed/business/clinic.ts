import {
  type Business,
  type BusinessKind,
  type BusinessWish,
  everyDay,
  monToFri,
  monToSat,
  numbered,
  type ResourceSpec,
  week,
} from './business.ts'

const timezone = 'Asia/Kolkata'

/** Two practices: doctors with skills and hours of their own, rooms that are taken along, patients. */
export const clinic: BusinessKind = {
  name: 'clinic',
  usualSize: 400,
  timezone,
  indianStaff: 1,
  make: makeClinic,
}

function makeClinic(wish: BusinessWish): Business {
  const doctors = doctorsOf(wish)
  const rooms = roomsOf(wish)
  return {
    name: 'Lakeside Clinic',
    timezone,
    currency: 'INR',
    locations: locationsOf(wish),
    skills,
    resources: [...doctors, ...rooms],
    services: servicesOf(doctors, rooms),
    customers: {
      timezone,
      locale: 'en-IN',
      indianNames: 0.85,
      phones: ['+91 98765 #####', '+91 80 2345 ####'],
      bookingsEach: 3.2,
      notes: [
        'Allergic to penicillin',
        'Prefers mornings',
        'Speaks Kannada and English',
        'Needs a wheelchair',
      ],
    },
    notes: [
      'Follow-up',
      'First visit',
      'Brings earlier reports',
      'Wants a second opinion',
      'Fasting since the evening',
      'Insurance papers to be signed',
    ],
  }
}

const skills = [
  { id: 'skill_general_practice', name: 'General practice', description: 'Sees patients of any age.' },
  { id: 'skill_heart', name: 'Cardiology', description: 'Treats diseases of the heart.' },
  { id: 'skill_paediatrics', name: 'Paediatrics', description: 'Sees children up to twelve years.' },
  { id: 'skill_physiotherapy', name: 'Physiotherapy', description: 'Treats muscles, joints and backs.' },
  { id: 'skill_sonography', name: 'Sonography', description: 'Takes and reads ultrasound images.' },
  { id: 'skill_ultrasound_room', name: 'Ultrasound', description: 'The room has an ultrasound machine.' },
]

function locationsOf({ dateIn }: BusinessWish): Business['locations'] {
  const weekdays = week(monToFri, ['08:00', '20:00'])
  return [
    {
      id: 'loc_lakeside',
      name: 'Lakeside',
      timezone,
      address: '14 Ulsoor Lake Road, Bengaluru',
      opening_hours: {
        ...weekdays,
        ...week(['sat'], ['08:00', '18:00']),
        ...week(['sun'], ['09:00', '13:00']),
      },
      holidays: [
        { date: dateIn(-24), name: 'Festival' },
        { date: dateIn(17), name: 'Festival' },
      ],
    },
    {
      id: 'loc_whitefield',
      name: 'Whitefield',
      timezone,
      address: '221 Whitefield Main Road, Bengaluru',
      opening_hours: { ...weekdays, ...week(['sat'], ['09:00', '14:00']) },
      holidays: [{ date: dateIn(17), name: 'Festival' }],
    },
  ]
}

/** What doctors can do and when they work; further doctors are like the first ones again. */
const doctorKinds: readonly Pick<
  ResourceSpec,
  'location_id' | 'skills' | 'weekly' | 'perDay' | 'weight' | 'max_bookings_per_day'
>[] = [
  {
    location_id: 'loc_lakeside',
    skills: [{ skill_id: 'skill_general_practice', level: 3 }],
    weekly: {
      ...week(monToFri, ['09:00', '13:00'], ['14:00', '18:00']),
      ...week(['sat'], ['09:00', '13:00']),
    },
    perDay: 12,
  },
  {
    location_id: 'loc_lakeside',
    skills: [
      { skill_id: 'skill_heart', level: 5 },
      { skill_id: 'skill_sonography', level: 2 },
    ],
    weekly: week(monToFri, ['10:00', '13:00'], ['14:00', '19:00']),
    perDay: 8,
    max_bookings_per_day: 12,
  },
  {
    location_id: 'loc_lakeside',
    skills: [{ skill_id: 'skill_physiotherapy', level: 3 }],
    weekly: week(monToSat, ['08:00', '12:30'], ['13:30', '17:00']),
    perDay: 7,
  },
  {
    location_id: 'loc_lakeside',
    skills: [
      { skill_id: 'skill_sonography', level: 4 },
      { skill_id: 'skill_general_practice', level: 1 },
    ],
    weekly: week(['mon', 'wed', 'fri', 'sat'], ['08:30', '14:30']),
    perDay: 8,
    weight: 2,
  },
  {
    location_id: 'loc_whitefield',
    skills: [
      { skill_id: 'skill_paediatrics', level: 4 },
      { skill_id: 'skill_general_practice', level: 2 },
    ],
    weekly: week(monToSat, ['09:00', '13:00'], ['16:00', '19:00']),
    perDay: 10,
  },
  {
    location_id: 'loc_whitefield',
    skills: [{ skill_id: 'skill_general_practice', level: 4 }],
    weekly: week(['tue', 'thu', 'sat'], ['09:30', '13:30'], ['14:15', '18:00']),
    perDay: 10,
  },
]

function doctorsOf({ scale, staffName, dateIn, random }: BusinessWish): ResourceSpec[] {
  const count = Math.round(doctorKinds.length * scale)
  return Array.from({ length: count }, (_, i) => {
    const kind = doctorKinds[i % doctorKinds.length] as (typeof doctorKinds)[number]
    const leave = random.whole(4, 20)
    return {
      ...kind,
      id: numbered('res_doctor', i + 1),
      type: 'staff' as const,
      name: `Dr ${staffName()}`,
      timezone,
      exceptions: [
        {
          kind: 'closed' as const,
          from: dateIn(leave),
          to: dateIn(leave + random.whole(1, 5)),
          reason: 'Leave',
        },
        {
          kind: 'replace' as const,
          from: dateIn(leave - 9),
          to: dateIn(leave - 9),
          intervals: [{ start: '11:00', end: '16:00' }],
          reason: 'Ward round in the morning',
        },
        ...(i % 3 === 0
          ? [
              {
                kind: 'open' as const,
                from: dateIn(-13),
                to: dateIn(-13),
                intervals: [{ start: '09:00', end: '12:00' }],
                reason: 'Health camp',
              },
            ]
          : []),
      ],
    }
  })
}

function roomsOf({ scale }: BusinessWish): ResourceSpec[] {
  const count = Math.round(4 * scale)
  return Array.from({ length: count }, (_, i) => {
    // Every other room has a machine; the others are for treatments.
    const hasMachine = i % 2 === 1
    const number = Math.floor(i / 2) + 1
    return {
      id: numbered(hasMachine ? 'res_ultrasound' : 'res_treatment', number),
      type: 'room' as const,
      name: `${hasMachine ? 'Ultrasound' : 'Treatment'} room ${number}`,
      location_id: 'loc_lakeside',
      timezone,
      ...(hasMachine && { skills: [{ skill_id: 'skill_ultrasound_room', level: 1 }] }),
      weekly: week(everyDay, ['07:00', '21:00']),
      perDay: 0,
    }
  })
}

function servicesOf(doctors: readonly ResourceSpec[], rooms: readonly ResourceSpec[]): Business['services'] {
  const skilled = (skill_id: string, min_level = 1) => ({ group: 'staff', skills: [{ skill_id, min_level }] })
  const treatmentRooms = rooms.filter(({ id }) => id.startsWith('res_treatment')).map(({ id }) => id)
  const ultrasoundRoom = { group: 'room', skills: [{ skill_id: 'skill_ultrasound_room', min_level: 1 }] }
  const seniors = doctors.filter(doctor => doctor.skills?.some(({ level }) => level >= 4)).map(({ id }) => id)
  return [
    {
      id: 'svc_consultation_20',
      name: 'Consultation, 20 minutes',
      description: 'With whoever is free.',
      duration_min: 20,
      step_min: 10,
      notice_min: 30,
      price: 60_000,
      requirements: [skilled('skill_general_practice')],
      share: 6,
      channels: ['in_person', 'in_person', 'in_person', 'phone'],
    },
    {
      id: 'svc_video_15',
      name: 'Video consultation, 15 minutes',
      description: 'A short talk by video.',
      duration_min: 15,
      step_min: 15,
      buffer_after_min: 5,
      price: 45_000,
      requirements: [{ group: 'staff', resource_ids: seniors.slice(0, 100) }],
      share: 2,
      channels: ['video_zoom', 'video_meet'],
    },
    {
      id: 'svc_cardiology_30',
      name: 'Cardiology, 30 minutes',
      description: 'On request: the practice confirms each appointment.',
      duration_min: 30,
      step_min: 30,
      buffer_after_min: 10,
      notice_min: 1440,
      price: 150_000,
      confirmation: 'manual',
      policy: { confirm_within_min: 4320 },
      requirements: [skilled('skill_heart', 3)],
      share: 5,
    },
    {
      id: 'svc_children_20',
      name: "Children's consultation, 20 minutes",
      description: 'For children up to twelve years.',
      duration_min: 20,
      step_min: 20,
      price: 70_000,
      requirements: [skilled('skill_paediatrics', 2)],
      share: 5,
    },
    {
      id: 'svc_physiotherapy_45',
      name: 'Physiotherapy, 45 minutes',
      description: 'In a treatment room.',
      policy: { auto_complete: 'off' },
      duration_min: 45,
      step_min: 15,
      buffer_after_min: 10,
      price: 110_000,
      requirements: [
        skilled('skill_physiotherapy'),
        { group: 'room', resource_ids: treatmentRooms.slice(0, 100) },
      ],
      share: 5,
    },
    {
      id: 'svc_ultrasound_30',
      name: 'Ultrasound, 30 minutes',
      description: 'In a room with a machine; a deposit keeps the place.',
      duration_min: 30,
      step_min: 15,
      buffer_before_min: 5,
      buffer_after_min: 10,
      price: 220_000,
      deposit: 50_000,
      policy: { pay_within_min: 2880, cancel_cutoff_min: 2880, no_show_fee: 20_000 },
      requirements: [skilled('skill_sonography', 2), ultrasoundRoom],
      share: 3,
    },
    {
      id: 'svc_health_check_90',
      name: 'Health check, 90 minutes',
      description: 'Everything once; ends when the doctor says so.',
      duration_min: 90,
      step_min: 30,
      buffer_after_min: 15,
      max_per_day: 2,
      price: 450_000,
      policy: { auto_complete: 'off', reminders_min: [2880, 120] },
      requirements: [skilled('skill_general_practice', 3)],
      share: 1,
    },
  ]
}
