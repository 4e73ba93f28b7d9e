import type { Unit } from './unit.ts'

/** Forms that a customer was being asked step by step are given up, on all his platforms, with what he has answered. */
export async function dropInterviewsOf(unit: Unit, customerId: string): Promise<void> {
  await unit.sql.execute(
    `DELETE FROM interview WHERE person IN (SELECT platform || ':' || person FROM identity WHERE "customerId" = ?)`,
    customerId,
  )
}

/** Forms that anybody was being asked about these are given up. */
export async function dropInterviewsAbout(
  unit: Unit,
  forms: readonly string[],
  abouts: readonly string[],
): Promise<void> {
  if (abouts.length === 0) return
  await unit.sql.execute(
    `DELETE FROM interview WHERE form ${unit.sql.among('text')} AND about ${unit.sql.among('text')}`,
    forms,
    abouts,
  )
}
