import type { Program } from '../program/program.ts'

/** Condition in SQL under which the customer of that alias has not agreed to get promotions. */
export const refusesPromotions = ({ promotions }: Pick<Program, 'promotions'>, alias: string): string =>
  promotions.consent === 'required'
    ? `coalesce(${alias}.consent, 'no') <> 'yes'`
    : `coalesce(${alias}.consent, 'yes') = 'no'`
