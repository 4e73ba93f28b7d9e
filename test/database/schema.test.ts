import { expect, inject, test } from 'vitest'
import { derivePostgresql } from '../../prisma/derive.ts'
import { difference, readSchema } from '../../prisma/difference.ts'

test.each(['sqlite', 'postgresql'] as const)('the migrations of %s make what the schema says', async (dialect) => {
  const { server } = inject('templates')
  const missing = await difference(dialect, readSchema(dialect), server)
  expect(missing, 'write it with: npm run migration -- <name>').toBeUndefined()
})

test.each(['sqlite', 'postgresql'] as const)('a change of the schema of %s is seen', async (dialect) => {
  const { server } = inject('templates')
  const changed = `${readSchema(dialect)}\nmodel Something {\n  id Int @id @default(autoincrement())\n}\n`
  expect(await difference(dialect, changed, server)).toMatch('CREATE TABLE "Something"')
})

test('what counts rows has 64 bits on PostgreSQL too, and nothing else is changed', () => {
  const schema = 'provider = "sqlite"\n  id    Int    @id @default(autoincrement())\n  count Int\n  nr Int @id\n'
  expect(derivePostgresql(schema)).toBe(
    'provider = "postgresql"\n  id    BigInt    @id @default(autoincrement())\n  count Int\n  nr Int @id\n',
  )
})
