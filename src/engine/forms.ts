import { DateTime } from 'luxon'
import type { Field, FieldErrors, Form, Values } from '../chat.ts'
import { type Locale, text, textIfAny } from '../language/text.ts'
import type { FieldDefinition, FileIds, FormDefinition, Wrong } from './feature.ts'

const longest = { line: 200, paragraph: 3000, number: 30, date: 10, choice: 100 } as const

type FilesField = Extract<FieldDefinition, { kind: 'files' }>
type WrittenField = Exclude<FieldDefinition, FilesField>

/** How many files go into a field where its form does not say. */
const usualFiles = 5

/** The form in that language, as platforms draw it, begun with what is known of what it is about. */
export function localizeForm(form: FormDefinition, locale: Locale, about?: string): Form {
  const start = form.start?.(about, locale) ?? {}
  const t = (key: string) => text(locale, `form.${form.id}.${key}`)
  return {
    id: form.id,
    title: t('title'),
    submit: t('submit'),
    fields: form.fields.map((field): Field => {
      const hint = textIfAny(locale, `form.${form.id}.${field.name}.hint`)
      const base = {
        name: field.name,
        label: t(field.name),
        ...(hint ? { hint } : {}),
        required: field.required ?? false,
      }
      const value = start[field.name]
      const begun = value === undefined ? {} : { value }
      if (field.kind === 'files') return { ...base, kind: 'files', most: mostFiles(field) }
      if (field.kind !== 'choice') return { ...base, ...begun, kind: field.kind }
      return {
        ...base,
        ...begun,
        kind: 'choice',
        options: field.options.map((value) => ({
          value,
          label: field.label?.(value, locale) ?? t(`${field.name}.option.${value}`),
        })),
      }
    }),
  }
}

/** A decimal as people type it, with a point: `25,90` and `25.90` give `25.90`; undefined when it is none. */
function readNumber(written: string): string | undefined {
  const trimmed = written.trim().replace(/^(-?\d+),(\d{1,2})$/, '$1.$2')
  return /^-?\d{1,15}(\.\d{1,6})?$/.test(trimmed) ? trimmed : undefined
}

/** How many files that field takes. */
export function mostFiles(field: FilesField): number {
  return field.most ?? usualFiles
}

/** Text key of what is wrong with that many files. */
export function wrongFiles(field: FilesField, count: number): string | undefined {
  if (count === 0 && field.required) return 'form.wrong.missing'
  return count > mostFiles(field) ? 'form.wrong.many' : undefined
}

/** The files given to the fields of that form, each field present, and nothing for fields that it does not have. */
export function filesOf(form: FormDefinition, given: FileIds): FileIds {
  const fields = form.fields.filter((field) => field.kind === 'files')
  return Object.fromEntries(fields.map(({ name }) => [name, given[name] ?? []]))
}

/** Text key of what is wrong with one answer, or the answer as it is kept. */
export function readAnswer(field: WrittenField, written: string): { value: string } | { wrong: string } {
  const value = written.trim()
  if (value === '') return field.required ? { wrong: 'form.wrong.missing' } : { value }
  if (value.length > longest[field.kind]) return { wrong: 'form.wrong.long' }
  switch (field.kind) {
    case 'line':
      return /[\r\n]/.test(value) ? { value: value.replace(/\s*[\r\n]+\s*/g, ' ') } : { value }
    case 'paragraph':
      return { value }
    case 'number': {
      const number = readNumber(value)
      return number === undefined ? { wrong: 'form.wrong.number' } : { value: number }
    }
    case 'date':
      return /^\d{4}-\d{2}-\d{2}$/.test(value) && DateTime.fromISO(value).isValid
        ? { value }
        : { wrong: 'form.wrong.date' }
    case 'choice':
      return field.options.includes(value) ? { value } : { wrong: 'form.wrong.choice' }
  }
}

/** What is wrong, in words. */
export function inWords(wrong: Wrong, locale: Locale): FieldErrors {
  return Object.fromEntries(Object.entries(wrong).map(([field, what]) => [field, wordsOf(what, locale)]))
}

/** What is wrong with one field, in words. */
export const wordsOf = (what: Wrong[string], locale: Locale): string =>
  typeof what === 'string' ? text(locale, what) : what(locale)

/**
 * All answers of a form: the values as they are kept, or what is wrong, field by field. Fields of files are
 * looked at when `files` are given.
 */
export function readAnswers(
  form: FormDefinition,
  written: Values,
  files?: Readonly<Record<string, readonly unknown[]>>,
): { values: Values } | { wrong: Wrong } {
  const values: Values = {}
  const wrong: Record<string, Wrong[string]> = {}
  for (const field of form.fields) {
    if (field.kind === 'files') {
      const trouble = files && wrongFiles(field, files[field.name]?.length ?? 0)
      if (trouble !== undefined) wrong[field.name] = trouble
      continue
    }
    const given = written[field.name]
    const answer = readAnswer(field, typeof given === 'string' ? given : '')
    if ('wrong' in answer) wrong[field.name] = answer.wrong
    else if (answer.value !== '') values[field.name] = answer.value
  }
  const more = Object.keys(wrong).length === 0 ? form.check?.(values) : undefined
  const all = { ...wrong, ...more }
  return Object.keys(all).length > 0 ? { wrong: all } : { values }
}
