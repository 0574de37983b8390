import { describe, expect, it } from 'vitest'
import { operations } from '../../src/contract/index.ts'
import {
  crowdedFolders,
  exportsOf,
  looseFiles,
  misplacedOperations,
  missingTests,
  mostFiles,
} from './places.ts'
import { projectFiles, sourceFiles, textOf } from './project-files.ts'

const topFolders = ['commands', 'emulator', 'src', 'test']

/** Folders that are crowded, and why they are one all the same. */
const crowdedBecause: Readonly<Record<string, string>> = {
  'commands/listen':
    'One command in small parts, one file above the limit; its sources of events would be the first folder.',
  'commands/sandbox':
    'A file for each command of the topic beside the parts of `start`, which are the half to move out.',
  'emulator/store':
    'A file or two for each table, all of one shape; what is no table (page, prepared, migrate and others) could move out.',
  'emulator/testing':
    'One public module; its interface is a file for each member, and how it is started is the rest.',
  'src/contract/objects': 'A file for each object of the API: as many as the API has.',
  'test/operations/bookings':
    'A file for each of seventeen operations, and one for each property that holds across them.',
}

const read = (folder: string) => sourceFiles(folder).flatMap(file => exportsOf(file, textOf(file)))

describe('the path says where things are', () => {
  it('an operation is declared and handled in files of the same path', () => {
    expect(misplacedOperations(operations, read('src/contract'), read('emulator/operations'))).toEqual([])
  })

  it('every operation has a test file of its own name', () => {
    expect(missingTests(operations, projectFiles())).toEqual([])
  })

  it('top folders hold folders, and at most an index', () => {
    expect(looseFiles(topFolders, projectFiles())).toEqual([])
  })

  it(`a folder of more than ${mostFiles} source files has a reason`, () => {
    expect(crowdedFolders(sourceFiles(), crowdedBecause)).toEqual([])
  })
})

describe('what is found', () => {
  const series = { id: 'listBookingSeries', group: 'booking_series' }
  const declared = exportsOf(
    'src/contract/booking-series/series.ts',
    'export const listBookingSeries = defineList({})\nexport const seriesId = strictObject({})',
  )
  const handledIn = (file: string) =>
    exportsOf(file, "export const listBookingSeries: Handler<'listBookingSeries'> = async ctx => []")
  const handled = handledIn('emulator/operations/booking-series/series.ts')

  it('nothing, where declaration and handler have the same path', () => {
    expect(misplacedOperations([series], declared, handled)).toEqual([])
  })

  it.each([
    ['another file', 'emulator/operations/booking-series/list.ts'],
    ['another folder', 'emulator/operations/bookings/series.ts'],
    ['the folder as the group is written', 'emulator/operations/booking_series/series.ts'],
  ])('a handler in %s', (_what, file) => {
    expect(misplacedOperations([series], declared, handledIn(file))).toEqual([
      `listBookingSeries is handled in ${file}, not in emulator/operations/booking-series/series.ts`,
    ])
  })

  it('a handler that is missing, or is there twice', () => {
    expect(misplacedOperations([series], declared, [])).toHaveLength(1)
    const again = exportsOf('emulator/operations/index.ts', "export { listBookingSeries } from './x.ts'")
    expect(misplacedOperations([series], declared, [...handled, ...again])).toHaveLength(1)
    const plain = exportsOf('emulator/operations/a/a.ts', 'export async function listBookingSeries() {}')
    expect(misplacedOperations([series], declared, [...handled, ...plain])).toHaveLength(1)
  })

  it('a declaration that is missing, or is in the folder of another group', () => {
    expect(misplacedOperations([series], [], handled)).toHaveLength(2)
    expect(misplacedOperations([{ ...series, group: 'bookings' }], declared, handled)).toEqual([
      'listBookingSeries is declared in src/contract/booking-series/series.ts, not in src/contract/bookings/series.ts',
      'listBookingSeries is handled in emulator/operations/booking-series/series.ts, not in emulator/operations/bookings/series.ts',
    ])
  })

  it('declarations and handlers of no operation', () => {
    expect(misplacedOperations([], declared, handled)).toEqual([
      'listBookingSeries in src/contract/booking-series/series.ts belongs to no operation',
      'listBookingSeries in emulator/operations/booking-series/series.ts belongs to no operation',
    ])
  })

  it('a test of another name, or in another folder', () => {
    const place = 'test/operations/booking-series/list-booking-series.test.ts'
    expect(missingTests([series], [place])).toEqual([])
    for (const other of [
      'test/operations/booking-series/booking-series.test.ts',
      'test/operations/bookings/list-booking-series.test.ts',
      'test/operations/booking-series/list-booking-series.ts',
    ])
      expect(missingTests([series], [other])).toEqual([place])
  })

  it('loose files, and no index', () => {
    const files = ['src/a.ts', 'src/index.ts', 'src/client/a.ts', 'test/notes.md', 'bench/run.ts']
    expect(looseFiles(topFolders, files)).toEqual(['src/a.ts', 'test/notes.md'])
  })

  it('crowded folders without a reason, and reasons without a crowd', () => {
    const filled = (folder: string, count: number) =>
      Array.from({ length: count }, (_, at) => `${folder}/${at}.ts`)
    const files = [...filled('src/a', mostFiles), ...filled('src/a/b', mostFiles + 1)]
    expect(crowdedFolders(files, {})).toEqual([`src/a/b: ${mostFiles + 1}`])
    expect(crowdedFolders(files, { 'src/a/b': 'Because.' })).toEqual([])
    expect(crowdedFolders(files, { 'src/a': 'Because.', 'src/a/b': 'Because.' })).toEqual([
      'src/a: needs no reason any more',
    ])
  })
})
