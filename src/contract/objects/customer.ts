import { Type } from 'typebox'
import {
  commonMembers,
  component,
  hiddenFromPublishable,
  idOf,
  instant,
  metadata,
  nullable,
} from '../schema.ts'
import { emailAddress, phoneNumber, wording } from '../texts.ts'

export const customerName = wording(200, 'Full name.')
export const customerEmail = emailAddress('E-mail address.')
export const customerPhone = phoneNumber('Phone number, international form preferred.')

/** What is written of a customer besides the name; each may be null. */
export const customerMembers = {
  email: nullable(customerEmail, { description: 'E-mail address; several customers may share one.' }),
  phone: nullable(customerPhone, { description: 'Phone number, international form preferred.' }),
  external_ref: nullable(wording(200, 'Your own id of the customer.'), {
    description: 'Your own id of the customer.',
  }),
  timezone: nullable(Type.String({ minLength: 1, maxLength: 64 }), {
    description: 'IANA time zone of the customer: Asia/Kolkata.',
  }),
  locale: nullable(Type.String({ minLength: 2, maxLength: 35 }), {
    description: 'BCP 47 language tag: en-IN.',
  }),
  notes: nullable(Type.String({ maxLength: 5000 }), {
    description: 'Notes for the staff.',
    ...hiddenFromPublishable,
  }),
}

/** Somebody who books. */
export const Customer = component(
  'Customer',
  {
    id: idOf('cust', 'customer'),
    ...commonMembers,
    name: customerName,
    ...customerMembers,
    processing_restricted: Type.Boolean({
      description: 'True while a restriction request forbids edits, merges, deletion and reminders.',
    }),
    merged_into: nullable(Type.String(), {
      description: 'The surviving customer, where the id that was asked for was merged; otherwise null.',
    }),
    deleted_at: nullable(instant('When the customer was deleted.')),
    metadata: metadata(),
  },
  { 'x-columns': ['id', 'name', 'email', 'phone', 'external_ref'] },
)

/** What is left of a customer who was deleted. */
export const CustomerTombstone = component('CustomerTombstone', {
  id: idOf('cust', 'customer'),
  deleted_at: instant('When the customer was deleted.'),
})
