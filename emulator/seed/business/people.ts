// The smallest entry of the library: English only, and loaded with the data sets that need it.
import { faker } from '@faker-js/faker/locale/en'
import type { CustomerSpec } from './business.ts'
import type { Random } from './random.ts'

const givenNames =
  'Aarav Aditi Ananya Anil Arjun Asha Deepa Devika Divya Farhan Gauri Harish Ishaan Jaya Karthik Kavya Lakshmi Leela Manish Meera Mohan Nandini Neha Nikhil Pooja Pranav Priya Rahul Rajesh Ravi Rekha Rohan Sameer Sanjay Shreya Sneha Suresh Tara Uma Vikram'.split(
    ' ',
  )
const familyNames =
  'Agarwal Banerjee Bhat Chandra Chopra Das Desai Deshpande Fernandes Ghosh Gupta Hegde Iyer Jain Joshi Kapoor Kaur Khan Kulkarni Kumar Malhotra Mehta Menon Mishra Nair Naidu Pai Patel Pillai Rao Reddy Roy Saxena Sen Shah Sharma Shetty Singh Thomas Varma'.split(
    ' ',
  )

export interface Person {
  readonly given: string
  readonly family: string
}

/** Names of people, some of them Indian. The library has one stream for all: nobody else may draw in between. */
export function peopleOf(random: Random, count: number, indianNames: number): Person[] {
  faker.seed(random.whole(0, 2 ** 31))
  return Array.from({ length: count }, () =>
    random.chance(indianNames)
      ? { given: random.one(givenNames), family: random.one(familyNames) }
      : { given: faker.person.firstName(), family: faker.person.lastName() },
  )
}

/** What a customer tells of herself; `number` makes e-mail addresses unique. */
export interface CustomerDetails {
  readonly name: string
  readonly email: string | null
  readonly phone: string | null
  readonly external_ref: string | null
  readonly notes: string | null
  readonly metadata: Readonly<Record<string, string>>
}

/** Customers `first`, `first + 1` and so on: the same whichever are drawn before. */
export function customersOf(
  { indianNames, phones, notes, companies }: CustomerSpec,
  random: Random,
  first: number,
  count: number,
): CustomerDetails[] {
  const people = peopleOf(random, count, indianNames)
  return people.map(({ given, family }, i) => ({
    name: `${given} ${family}`,
    email: random.chance(0.94) ? `${slug(given)}.${slug(family)}${first + i + 1}@example.com` : null,
    phone: random.chance(0.9) ? digits(random.one(phones), random) : null,
    external_ref: random.chance(0.3) ? `crm-${10_000 + first + i}` : null,
    notes: random.chance(0.12) ? random.one(notes) : null,
    metadata: companies === true && random.chance(0.6) ? { company: faker.company.name() } : {},
  }))
}

function slug(name: string): string {
  return name.toLowerCase().replaceAll(/[^a-z]/g, '')
}

function digits(pattern: string, random: Random): string {
  return pattern.replaceAll('#', () => String(random.whole(0, 9)))
}
