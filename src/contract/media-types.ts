/** A kind of file that an operation may answer in place of JSON: all that its headers and readers must know. */
interface FileKind {
  /** As people call it. */
  readonly called: string
  readonly extension: string
  /** Whether it is text in UTF-8, which terminals can show. */
  readonly isText: boolean
  /** What its content says of itself, told in the content type too. */
  readonly parametersOf?: (text: string) => Readonly<Record<string, string>>
}

export const fileKinds = {
  'text/calendar': {
    called: 'calendar file',
    extension: 'ics',
    isText: true,
    // Mail programs look for it there (RFC 5546).
    parametersOf: text => ({ method: /^METHOD:(\w+)/m.exec(text)?.[1] ?? 'PUBLISH' }),
  },
  'application/zip': { called: 'ZIP file', extension: 'zip', isText: false },
} as const satisfies Record<string, FileKind>

/** The media type of a file. */
export type FileType = keyof typeof fileKinds

export type TextFileType = {
  [Type in FileType]: (typeof fileKinds)[Type]['isText'] extends true ? Type : never
}[FileType]

/** What a successful answer may be; errors are JSON always. */
export type MediaType = 'application/json' | FileType

/** A file of text, as an operation gives it. Without a name it is called like the object of its path. */
export interface TextFile {
  readonly name?: string
  readonly text: string
}

/** The same of bytes. */
export interface BinaryFile {
  readonly name?: string
  readonly bytes: Uint8Array
}

export type AnyFile = TextFile | BinaryFile

/** The file that an operation of a media type gives. */
export type FileOf<Type extends FileType> = Type extends TextFileType ? TextFile : BinaryFile

/** The kind of a file. */
export function fileKindOf(type: FileType): FileKind {
  return fileKinds[type]
}
