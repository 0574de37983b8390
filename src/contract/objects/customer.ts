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

export const customerName = Type.String({ minLength: 1, maxLength: 200, description: 'Full name.' })
export const customerEmail = Type.String({ format: 'email', maxLength: 254, description: 'E-mail address.' })
export const customerPhone = Type.String({
  pattern: '^\\+?[0-9 ()./-]{3,32}$',
  description: 'Phone number, international form preferred.',
})

/** Somebody who books. */
export const Customer = component('Customer', {
  id: idOf('cust', 'customer'),
  ...commonMembers,
  name: customerName,
  email: nullable(customerEmail),
  phone: nullable(customerPhone),
  external_ref: nullable(Type.String({ maxLength: 200 }), { description: 'Your own id of the customer.' }),
  timezone: nullable(Type.String(), { description: 'IANA time zone of the customer.' }),
  locale: nullable(Type.String(), { description: 'BCP 47 language tag.' }),
  notes: nullable(Type.String(), hiddenFromPublishable),
  processing_restricted: Type.Boolean({
    description: 'True while a restriction request forbids edits and reminders.',
  }),
  merged_into: nullable(Type.String(), { description: 'The surviving customer, after a merge.' }),
  deleted_at: nullable(instant('When the customer was deleted.')),
  metadata: metadata(),
})
