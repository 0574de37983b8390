/** What restore and reset say once: they are the moves after which an event id may stand for another event. */
export const idsAgainNote =
  'Event ids may come again for other events: a webhook handler that remembers ids has to forget them now.\n'
