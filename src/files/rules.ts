/** Which files are kept, and how they are called. */

/** `most` in bytes; `types` are media types, `image/*` for all of a kind. */
export type FileRules = { most: number; types: readonly string[] }

/** Why a file is not kept. */
export type Refusal = 'type' | 'size' | 'empty'

/** What is told of a file before it is fetched. */
type Told = { name: string; media: string; size?: number | undefined }

/** Longest name, in characters; file systems and platforms take no more than some 255 bytes. */
const longestName = 80

const longestMedia = 100

/**
 * Types that run or that a browser would run scripts of. A wildcard never takes them, nor does a setting: they would be
 * opened by staff, from strangers.
 */
const activeMedia =
  /^(text\/(html|javascript|x-.*script|vbscript)|image\/svg\+xml|application\/(xhtml\+xml|.*javascript|x-(msdownload|msdos-program|dosexec|executable|sharedlib|sh|csh|shellscript|bat|msi|ms-installer|java-.*|httpd-php)|java-archive|vnd\.(android\.package-archive|microsoft\.portable-executable)|hta))$/

const activeNames =
  /\.(apk|app|bat|cmd|com|cpl|dll|dmg|exe|gadget|hta|html?|iso|jar|jnlp|js|jse|lnk|mht(ml)?|mjs|msc|msi|msp|php\d?|pif|ps1|py|reg|scf|scr|sh|svgz?|url|vb[es]?|ws[cfh]?|xht(ml)?|xll)$/i

/** Media types of names, for platforms that tell none. */
const byEnding: ReadonlyMap<string, string> = new Map(
  Object.entries({
    aac: 'audio/aac',
    csv: 'text/csv',
    doc: 'application/msword',
    docx: 'application/vnd.openxmlformats-officedocument.wordprocessingml.document',
    gif: 'image/gif',
    heic: 'image/heic',
    jpeg: 'image/jpeg',
    jpg: 'image/jpeg',
    m4a: 'audio/mp4',
    mov: 'video/quicktime',
    mp3: 'audio/mpeg',
    mp4: 'video/mp4',
    odp: 'application/vnd.oasis.opendocument.presentation',
    ods: 'application/vnd.oasis.opendocument.spreadsheet',
    odt: 'application/vnd.oasis.opendocument.text',
    oga: 'audio/ogg',
    ogg: 'audio/ogg',
    pdf: 'application/pdf',
    png: 'image/png',
    ppt: 'application/vnd.ms-powerpoint',
    pptx: 'application/vnd.openxmlformats-officedocument.presentationml.presentation',
    txt: 'text/plain',
    wav: 'audio/wav',
    webm: 'video/webm',
    webp: 'image/webp',
    xls: 'application/vnd.ms-excel',
    xlsx: 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet',
  }),
)

/** What is taken when nothing else is set: pictures, sound, films, PDF, plain text and office documents. */
export const usualTypes: readonly string[] = [
  'image/*',
  'audio/*',
  'video/*',
  ...new Set([...byEnding.values()].filter((media) => /^(application|text)\//.test(media))),
]

/** Reads a comma list of media types; undefined when something in it is none. */
export function readTypes(list: string): string[] | undefined {
  const types = list
    .split(',')
    .map((type) => type.trim().toLowerCase())
    .filter((type) => type !== '')
  return types.length > 0 && types.every((type) => /^[a-z]+\/(\*|[a-z0-9][a-z0-9.+-]*)$/.test(type)) ? types : undefined
}

/** The media type alone, in lower case and without parameters; guessed from the name where none is told. */
export function plainMedia(media: string, name: string): string {
  const told = media.split(';', 1)[0]?.trim().toLowerCase() ?? ''
  if (/^[a-z]+\/[a-z0-9][a-z0-9.+-]*$/.test(told) && told !== unknownMedia) return told.slice(0, longestMedia)
  return byEnding.get(/\.([^.]+)$/.exec(name)?.[1]?.toLowerCase() ?? '') ?? unknownMedia
}

const unknownMedia = 'application/octet-stream'

/** Why a file of that description is not kept, or undefined when it may be. What is told of its size can be a lie. */
export function refusalOf({ name, media, size }: Told, { most, types }: FileRules): Refusal | undefined {
  const plain = plainMedia(media, name)
  if (activeNames.test(name.replace(/[\s.]+$/, '')) || activeMedia.test(plain)) return 'type'
  if (!types.some((type) => (type.endsWith('/*') ? plain.startsWith(type.slice(0, -1)) : plain === type))) return 'type'
  if (size === undefined) return undefined
  if (size > most) return 'size'
  return size <= 0 ? 'empty' : undefined
}

/**
 * The name as it is kept and shown: the last piece of a path, without control characters and marks that turn the
 * direction of writing (`gpj.exe` must not read as `exe.jpg`), not hidden, cut in the middle so that its ending stays.
 * Never empty. It is no name of a file of ours: those are called by our own ids.
 */
export function safeName(name: string): string {
  const last = name.toWellFormed().normalize('NFC').split(/[/\\]/).at(-1) ?? ''
  const plain = last
    .replace(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Co}\p{Cn}]/gu, '')
    .replace(/[<>:"|?*]/g, '_')
    .replace(/\s+/g, ' ')
    .replace(/^[\s.]+|[\s.]+$/g, '')
  if (plain === '') return 'file'
  const characters = [...plain]
  if (characters.length <= longestName) return plain
  const ending = /\.[^.\s]{1,10}$/.exec(plain)?.[0] ?? ''
  const head = characters.slice(0, longestName - 1 - [...ending].length).join('')
  return `${head.trimEnd()}…${ending}`
}
