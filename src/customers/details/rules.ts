import { DateTime } from 'luxon'

/** `day` is month and day (`03-08`); `year` is null where it is not known. */
export type Birthday = { day: string; year: number | null }

/** What a shop knows of a customer besides. Tags and class are in small letters. */
export type Details = {
  birthday: Birthday | null
  class: string | null
  tags: readonly string[]
  fields: Readonly<Record<string, string>>
}

/** What is to be changed; what is left out stays. `fields` are changed one by one, null takes one away. */
export type DetailsChange = {
  birthday?: Birthday | null
  class?: string | null
  tags?: readonly string[]
  fields?: Readonly<Record<string, string | null>>
}

export const mostTags = 20
export const mostFields = 20
/** Longest tag or class, name of a field, and value of one. */
export const longest = { word: 40, field: 40, value: 200 } as const

/**
 * A birthday as people write it: `1990-03-08`, `03-08`, `1990年3月8日`, `3月8日`; undefined when it is no day of the
 * years 1900 to 2099.
 */
export function readBirthday(written: string): Birthday | undefined {
  const plain = written.normalize('NFKC').replace(/\s/g, '')
  const [, year, month = '', day = ''] =
    /^(?:(\d{4})[-/.])?(\d{1,2})-(\d{1,2})$/.exec(plain) ??
    /^(?:(\d{4})年)?(\d{1,2})月(\d{1,2})[日号]?$/.exec(plain) ??
    []
  // In a leap year, when the year is not known, so that 29 February is a day.
  const date = DateTime.utc(year === undefined ? 2000 : Number(year), Number(month), Number(day))
  if (month === '' || !date.isValid || date.year < 1900 || date.year > 2099) return undefined
  return { day: date.toFormat('MM-dd'), year: year === undefined ? null : date.year }
}

/** The birthday as it is read again: `1990-03-08`, or `03-08`. */
export function birthdayText({ day, year }: Birthday): string {
  return year === null ? day : `${year}-${day}`
}

/** A tag or a class as it is kept; undefined when it is empty, too long, or not on one line. */
export function readWord(written: string): string | undefined {
  const word = written.normalize('NFC').trim().replace(/\s+/g, ' ').toLowerCase()
  return word === '' || [...word].length > longest.word || unfit.test(word) ? undefined : word
}

const unfit = /[\p{Cc}\p{Cs}\p{Zl}\p{Zp}\p{Bidi_Control}]/u

/** Tags with commas between them, each once; undefined when one is none or there are too many. */
export function readTags(written: string): string[] | undefined {
  const words = written
    .split(/[,，、;；]/)
    .filter((word) => word.trim() !== '')
    .map(readWord)
  const tags = [...new Set(words)].filter((word) => word !== undefined)
  return words.includes(undefined) || tags.length > mostTags ? undefined : tags
}
