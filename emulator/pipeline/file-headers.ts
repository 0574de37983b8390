import { type AnyFile, type FileType, fileKindOf } from '../../src/contract/media-types.ts'

/** What goes before a file: what it is, and under which name it is to be saved. */
export function fileHeaders(
  type: FileType,
  file: AnyFile,
  params: Readonly<Record<string, string>>,
): Readonly<Record<string, string>> {
  const { extension, parametersOf } = fileKindOf(type)
  const [object = 'download'] = Object.values(params)
  const parameters = 'text' in file ? { charset: 'utf-8', ...parametersOf?.(file.text) } : {}
  return {
    'content-type': [type, ...Object.entries(parameters).map(pair => pair.join('='))].join('; '),
    'content-disposition': attachment(file.name ?? `${object}.${extension}`),
  }
}

/** RFC 6266: a name of plain letters for everybody, and where that is not all of it, the whole name in UTF-8. */
function attachment(name: string): string {
  const plain = name.replace(/[^\w .()-]/g, '_')
  const whole = encodeURIComponent(name).replace(/['()*]/g, char => `%${char.charCodeAt(0).toString(16)}`)
  return `attachment; filename="${plain}"${plain === name ? '' : `; filename*=UTF-8''${whole}`}`
}
