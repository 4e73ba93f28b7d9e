import { readFile } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import { createCanvas, GlobalFonts } from '@napi-rs/canvas'

/**
 * Noto Sans SC (SIL Open Font License), as the npm package has it: a hundred pieces of some characters each, all
 * weights in one. Only the pieces that a picture needs are loaded.
 */
const require = createRequire(import.meta.url)
const listFile = require.resolve('@fontsource-variable/noto-sans-sc/unicode.json')

type Piece = { family: string; file: string; ranges: [from: number, to: number][] }

let known: Promise<Piece[]> | undefined

/** The families that have these characters, as a list for CSS. What no piece has is left to what the machine has. */
export async function familiesFor(text: string): Promise<string> {
  known ??= readPieces()
  const wanted = new Set([...text].map((character) => character.codePointAt(0) ?? 0))
  const needed = (await known).filter(
    ({ family, ranges }) =>
      family.endsWith('latin') || ranges.some(([from, to]) => [...wanted].some((it) => it >= from && it <= to)),
  )
  await Promise.all(needed.map(load))
  return needed.map(({ family }) => `"${family}"`).join(', ')
}

/**
 * The text without characters that would be drawn as boxes, since neither these families nor any font of the machine has them.
 * Those that belong together, such as a letter and its marks, stay or go together.
 */
export function drawable(text: string, families: string): string {
  const box = inkOf(unassigned, families)
  const isDrawn = (character: string) => invisible.test(character) || inkOf(character, families) !== box
  const drawn = new Map([...new Set(text)].map((character) => [character, isDrawn(character)]))
  return [...segmenter.segment(text)]
    .map(({ segment }) => segment)
    .filter((segment) => [...segment].every((character) => drawn.get(character)))
    .join('')
}

const segmenter = new Intl.Segmenter(undefined, { granularity: 'grapheme' })
/** Marks, joiners and spaces: what draws nothing, or nothing by itself. */
const invisible = /^[\p{M}\p{Cf}\p{Z}\p{Cc}]$/u
/** No font has it. */
const unassigned = '\u{10fffe}'

/** What it looks like, as text that can be compared. */
function inkOf(character: string, families: string): string {
  const side = 48
  const context = createCanvas(side, side).getContext('2d')
  context.font = `32px ${families}`
  context.textBaseline = 'middle'
  context.fillText(character, 4, side / 2)
  return Buffer.from(context.getImageData(0, 0, side, side).data).toString('base64')
}

async function readPieces(): Promise<Piece[]> {
  const text = await readFile(listFile, 'utf8')
  const subsets = Object.entries(JSON.parse(text) as Record<string, string>)
  const pieces = subsets.map(([subset, ranges]) => {
    const id = subset.replace(/[[\]]/g, '')
    return {
      family: `report ${id}`,
      file: `noto-sans-sc-${id}-wght-normal.woff2`,
      ranges: readRanges(ranges),
    }
  })
  // Letters and digits come from the same piece wherever they stand.
  return pieces.sort((a, b) => Number(b.family.endsWith('latin')) - Number(a.family.endsWith('latin')))
}

function readRanges(text: string): [number, number][] {
  return text.split(',').map((range) => {
    const [from = '', to = from] = range.trim().replace(/^U\+/i, '').split('-')
    return [Number.parseInt(from, 16), Number.parseInt(to, 16)]
  })
}

async function load({ family, file }: Piece): Promise<void> {
  // Fonts outlive the thread that loaded them.
  if (GlobalFonts.has(family)) return
  const bytes = await readFile(join(dirname(listFile), 'files', file))
  if (!GlobalFonts.register(bytes, family)) throw new Error(`${file} is no font that can be read`)
}
