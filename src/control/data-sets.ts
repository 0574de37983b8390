/** The data sets that a sandbox can begin with, by name, and what each of them holds. */
export const dataSets = {
  default: "the reference's data, and what the examples of every operation need",
  reference: 'what the requests of the API reference need, and nothing else',
  empty: 'the two tenants, and nothing else',
  clinic: 'doctors with skills, rooms, two practices, patients: Asia/Kolkata',
  salon: 'stylists with prices and breaks of their own, chairs: Europe/London',
  coworking: 'desks and rooms for several at once, by the hour and overnight: Europe/Berlin and Asia/Kolkata',
} as const

export type DataSetName = keyof typeof dataSets

export const dataSetNames = Object.keys(dataSets) as DataSetName[]

/** Whether somebody's word names a data set. */
export function isDataSet(word: string): word is DataSetName {
  return Object.hasOwn(dataSets, word)
}
