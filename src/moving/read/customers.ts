import { IANAZone } from 'luxon'
import type { Person } from '../../chat.ts'
import type { Consent } from '../../consent/exports.ts'
import { readOwnCard } from '../../customers/card.ts'
import { readBirthday, readTags, readWord } from '../../customers/details/exports.ts'
import type { Enrolment } from '../../customers/enroll.ts'
import { readReference } from '../../customers/reference.ts'
import { locales } from '../../language/text.ts'
import { fieldColumn } from '../csv/header.ts'
import { type Cells, Refused, readLine, readTime, readYes } from './values.ts'

const mostPeople = 10

export function readCustomerRow(cell: Cells, columns: readonly string[], zone: string, now: Date): Enrolment {
  const written = cell('card')
  const card = written === '' ? null : readOwnCard(written.replace(/^card:/i, ''))
  if (card === undefined) throw new Refused('card: must be 4 to 100 letters, digits and any of _ . @ -')
  const people = readPeople(cell('identity'))
  if (card === null && people.length === 0) throw new Refused('card, identity: one of them must not be empty')
  return {
    ...{ card, people },
    name: readLine('name', cell('name'), 100),
    locale: readLocale(cell('locale')),
    timeZone: readZone(cell('time_zone')),
    birthday: read('birthday', cell('birthday'), readBirthday, 'a day such as 1990-03-08 or 03-08'),
    class: read('class', cell('class'), readWord, 'a word of at most 40 characters'),
    tags: read(
      'tags',
      cell('tags'),
      readTags,
      'at most 20 words of at most 40 characters, with commas or semicolons between',
    ),
    fields: columns.flatMap((column) => {
      const [, name] = fieldColumn.exec(column) ?? []
      const value = name === undefined ? null : readLine(column, cell(column), 200)
      return name === undefined || value === null ? [] : [[name, value] as const]
    }),
    since: past('since', cell('since'), zone, now),
    notices: readYes('notices', cell('notices')) ?? null,
    stopped: past('stopped', cell('stopped'), zone, now),
    consent: readConsent(cell, zone, now),
  }
}

function readConsent(cell: Cells, zone: string, now: Date): Consent | null {
  const agreed = readYes('consent', cell('consent'))
  const at = past('consent_at', cell('consent_at'), zone, now)
  if (agreed === undefined && at !== null) throw new Refused('consent: must be yes or no where consent_at tells when')
  return agreed === undefined ? null : { answer: agreed ? 'yes' : 'no', at, via: 'import' }
}

function past(column: string, written: string, zone: string, now: Date): Date | null {
  const found = readTime(column, written, zone) ?? null
  if (found && found > now) throw new Refused(`${column}: must not be in the future`)
  return found
}

function read<T>(column: string, written: string, reader: (written: string) => T | undefined, what: string): T | null {
  if (written === '') return null
  const found = reader(written)
  if (found === undefined) throw new Refused(`${column}: must be ${what}`)
  return found
}

function readPeople(written: string): Person[] {
  const people = written
    .split(/[\s,;]+/)
    .filter((it) => it !== '')
    .map((it) => {
      const reference = readReference(it)
      if (reference?.kind !== 'person')
        throw new Refused(
          'identity: must be a platform and the id there, such as telegram:1001, several with spaces between',
        )
      return reference.person
    })
  if (people.length > mostPeople) throw new Refused(`identity: must be at most ${mostPeople}`)
  return people
}

function readLocale(written: string): string | null {
  if (written === '') return null
  const tag = written.toLowerCase().replaceAll('_', '-')
  const found = locales.find((locale) => tag === locale || tag.startsWith(`${locale}-`))
  if (found === undefined) throw new Refused(`locale: must be one of ${locales.join(', ')}`)
  return found
}

function readZone(written: string): string | null {
  if (written === '') return null
  if (!IANAZone.isValidZone(written)) throw new Refused('time_zone: must be a name such as Europe/Berlin')
  return written
}
