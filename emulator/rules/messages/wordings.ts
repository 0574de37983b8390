import type { MessageKind } from '../../../src/control/message-control.ts'

/** How messages are said in a language. Holes: {name}, {business}, {service}, {resource}, {when}, {before}, {until}. */
export interface Wording {
  readonly hello: string
  readonly subjects: Readonly<Record<MessageKind, string>>
  readonly sentences: Readonly<Record<MessageKind, string>>
  readonly labels: Readonly<Record<'service' | 'with' | 'when' | 'where' | 'join' | 'reason', string>>
}

const en: Wording = {
  hello: 'Hello {name},',
  subjects: {
    confirmation: 'Confirmed: {service}, {when}',
    change: 'Moved: {service}, now {when}',
    reminder: 'Reminder: {service}, {when}',
    cancellation: 'Cancelled: {service}, {when}',
    offer: 'A time is free: {service}, {when}',
  },
  sentences: {
    confirmation: 'your booking with {business} is confirmed.',
    change: 'your booking with {business} was moved. Before, it was {before}.',
    reminder: 'this is to remind you of your booking with {business}.',
    cancellation: 'your booking with {business} was cancelled.',
    offer: '{business} has a time for you. It is kept for you until {until}.',
  },
  labels: { service: 'What', with: 'With', when: 'When', where: 'Where', join: 'Join', reason: 'Reason' },
}

const de: Wording = {
  hello: 'Guten Tag {name},',
  subjects: {
    confirmation: 'Bestätigt: {service}, {when}',
    change: 'Verschoben: {service}, jetzt {when}',
    reminder: 'Erinnerung: {service}, {when}',
    cancellation: 'Abgesagt: {service}, {when}',
    offer: 'Ein Termin ist frei: {service}, {when}',
  },
  sentences: {
    confirmation: 'Ihr Termin bei {business} ist bestätigt.',
    change: 'Ihr Termin bei {business} wurde verschoben. Bisher war er {before}.',
    reminder: 'wir erinnern Sie an Ihren Termin bei {business}.',
    cancellation: 'Ihr Termin bei {business} wurde abgesagt.',
    offer: '{business} hat einen Termin für Sie. Er ist bis {until} für Sie reserviert.',
  },
  labels: { service: 'Was', with: 'Bei', when: 'Wann', where: 'Wo', join: 'Teilnehmen', reason: 'Grund' },
}

const fr: Wording = {
  hello: 'Bonjour {name},',
  subjects: {
    confirmation: 'Confirmé : {service}, {when}',
    change: 'Déplacé : {service}, désormais {when}',
    reminder: 'Rappel : {service}, {when}',
    cancellation: 'Annulé : {service}, {when}',
    offer: 'Un créneau est libre : {service}, {when}',
  },
  sentences: {
    confirmation: 'votre rendez-vous chez {business} est confirmé.',
    change: 'votre rendez-vous chez {business} a été déplacé. Il était prévu {before}.',
    reminder: 'nous vous rappelons votre rendez-vous chez {business}.',
    cancellation: 'votre rendez-vous chez {business} a été annulé.',
    offer: '{business} a un créneau pour vous. Il vous est réservé jusqu’au {until}.',
  },
  labels: { service: 'Quoi', with: 'Avec', when: 'Quand', where: 'Où', join: 'Rejoindre', reason: 'Motif' },
}

const es: Wording = {
  hello: 'Hola, {name}:',
  subjects: {
    confirmation: 'Confirmada: {service}, {when}',
    change: 'Cambiada: {service}, ahora {when}',
    reminder: 'Recordatorio: {service}, {when}',
    cancellation: 'Cancelada: {service}, {when}',
    offer: 'Hay una hora libre: {service}, {when}',
  },
  sentences: {
    confirmation: 'su cita con {business} está confirmada.',
    change: 'su cita con {business} se ha cambiado. Antes era {before}.',
    reminder: 'le recordamos su cita con {business}.',
    cancellation: 'su cita con {business} se ha cancelado.',
    offer: '{business} tiene una hora para usted. Se la guardamos hasta {until}.',
  },
  labels: { service: 'Qué', with: 'Con', when: 'Cuándo', where: 'Dónde', join: 'Unirse', reason: 'Motivo' },
}

const hi: Wording = {
  hello: 'नमस्ते {name},',
  subjects: {
    confirmation: 'पुष्टि: {service}, {when}',
    change: 'समय बदला: {service}, अब {when}',
    reminder: 'अनुस्मारक: {service}, {when}',
    cancellation: 'रद्द: {service}, {when}',
    offer: 'एक समय खाली है: {service}, {when}',
  },
  sentences: {
    confirmation: '{business} के साथ आपकी बुकिंग की पुष्टि हो गई है।',
    change: '{business} के साथ आपकी बुकिंग का समय बदल गया है। पहले यह {before} थी।',
    reminder: '{business} के साथ आपकी बुकिंग की याद दिला रहे हैं।',
    cancellation: '{business} के साथ आपकी बुकिंग रद्द कर दी गई है।',
    offer: '{business} के पास आपके लिए एक समय है। यह {until} तक आपके लिए सुरक्षित है।',
  },
  labels: { service: 'सेवा', with: 'किसके साथ', when: 'कब', where: 'कहाँ', join: 'जुड़ें', reason: 'कारण' },
}

const wordings: Readonly<Record<string, Wording>> = { en, de, fr, es, hi }

/** The wording of a locale: of its language, or English. Dates are written as the locale has them in any case. */
export function wordingOf(locale: string): Wording {
  return wordings[new Intl.Locale(locale).language] ?? en
}
