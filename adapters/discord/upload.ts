import type { Engine, Image, StoredFile } from '../../src/chat.ts'
import { type Drawing, type Upload, withLine } from './render.ts'
import { limits, plain } from './text.ts'

/** The files of a drawing with their bytes. One that cannot be had or is too large is told by its words instead. */
export async function load(
  drawing: Drawing,
  engine: Pick<Engine, 'file'> | undefined,
): Promise<{ drawing: Drawing; uploads: Upload[] }> {
  const uploads: Upload[] = []
  let drawn = drawing
  for (const file of drawing.files) {
    const bytes = await bytesOf(file, engine)
    if (bytes && bytes.length <= limits.file) uploads.push({ ...about(file), bytes })
    else drawn = withLine(drawn, wordsFor(file))
  }
  return { drawing: drawn, uploads }
}

/** The drawing with the words for its files instead of them. */
export function withoutFiles(drawing: Drawing): Drawing {
  return drawing.files.reduce<Drawing>((drawn, file) => withLine(drawn, wordsFor(file)), { ...drawing, files: [] })
}

const wordsFor = (file: Image | StoredFile): string => (file.kind === 'image' ? file.alt : file.name)

async function bytesOf(file: Image | StoredFile, engine: Pick<Engine, 'file'> | undefined) {
  if (file.kind === 'image') return Buffer.from(file.data, 'base64')
  return engine?.file(file.file).catch(() => undefined)
}

/** Names keep their letters: Discord shows them. */
function about(file: Image | StoredFile): Omit<Upload, 'bytes'> {
  const name =
    plain(file.name)
      .replace(/[/\\"\p{Cc}]/gu, '_')
      .slice(-100)
      .toWellFormed() || 'file'
  if (file.kind === 'file') return { name, media: file.media }
  const ending = file.media === 'image/png' ? 'png' : 'jpg'
  const named = new RegExp(`\\.(${ending}|jpeg)$`, 'i').test(name) ? name : `${name}.${ending}`
  return { name: named, media: file.media, alt: file.alt }
}
