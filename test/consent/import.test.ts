import { expect, test } from 'vitest'
import type { Database } from '../../src/database/database.ts'
import { eachDatabase } from '../databases.ts'
import { contentOf, imports, refusals } from '../moving/files.ts'
import { fileOf } from '../moving/folder.ts'

const consents = (database: Database) =>
  database.query<{ card: string; consent: string | null; at: Date | null; via: string | null }>(
    'SELECT card, consent, "consentAt" AS "at::time", "consentVia" AS via FROM customer ORDER BY card',
  )

eachDatabase((fresh) => {
  test('what customers agreed to elsewhere comes along, and the same list again changes nothing', async () => {
    const database = await fresh.open()
    const file = fileOf('card,consent,consent_at\nC-01,yes,2024-05-25\nC-02,no,\nC-03,yes,\nC-04,,\n')
    expect(refusals(await imports(database, file))).toEqual([])
    const first = await consents(database)
    expect(first).toEqual([
      { card: 'C-01', consent: 'yes', at: new Date('2024-05-25T00:00Z'), via: 'import' },
      { card: 'C-02', consent: 'no', at: null, via: 'import' },
      { card: 'C-03', consent: 'yes', at: null, via: 'import' },
      { card: 'C-04', consent: null, at: null, via: null },
    ])
    const before = await contentOf(database)
    await imports(database, fileOf('card,consent,consent_at\nC-01,yes,2024-05-25\nC-02,no,\nC-03,yes,\nC-04,,\n\n'))
    expect(await contentOf(database)).toEqual(before)
  })

  test('a list speaks no louder than the customer: without a date it changes no answer, with one only an older answer', async () => {
    const database = await fresh.open()
    await imports(database, fileOf('card,consent,consent_at\nC-01,no,2024-05-25\nC-02,no,2024-05-25\nC-03,no,\n'))
    await imports(database, fileOf('card,consent,consent_at\nC-01,yes,\nC-02,yes,2024-05-24\nC-03,yes,2020-01-01\n'))
    expect((await consents(database)).map(({ consent }) => consent)).toEqual(['no', 'no', 'yes'])
    await imports(database, fileOf('card,consent,consent_at\nC-01,yes,2025-01-01\nC-01,no,2024-12-31\n'))
    expect((await consents(database))[0]).toMatchObject({ consent: 'yes', at: new Date('2025-01-01T00:00Z') })
  })

  test('what is neither yes nor no, a date alone, and a date to come are refused with a reason', async () => {
    const database = await fresh.open()
    const imported = await imports(
      database,
      fileOf('card,consent,consent_at\nC-01,maybe,\nC-02,,2024-05-25\nC-03,yes,2999-01-01\n'),
    )
    expect(refusals(imported)).toEqual([
      [2, 'consent: must be yes or no'],
      [3, 'consent: must be yes or no where consent_at tells when'],
      [4, 'consent_at: must not be in the future'],
    ])
    expect(await consents(database)).toEqual([])
  })
})
