import { refusesPromotions } from '../consent/exports.ts'
import type { Program } from '../program/program.ts'
import { complains, isFull } from './eligible.ts'

/** Whose rows do not count for himself: those of which he is not sure yet, and come after his. */
const others = `f.id = r.id OR (f.state = 'queued' AND f.id > r.id)`

const fullWith = (program: Pick<Program, 'campaigns'>, customer: string) => isFull(program, customer, others)

/** Why a recipient `r` of campaign `k`, who is customer `c`, does not get any more what is in the outbox for him; or null. */
export const droppedWhy = (program: Pick<Program, 'campaigns' | 'promotions'>): string =>
  `CASE WHEN k.state = 'cancelled' THEN 'cancelled' WHEN c.stopped IS NOT NULL THEN 'stopped'
     WHEN ${refusesPromotions(program, 'c')} THEN 'consent' WHEN ${complains('c.id')} THEN 'complaint' WHEN ${fullWith(program, 'c.id')} THEN 'cap' END`

/**
 * Condition under which a message of a campaign does not leave now, by what campaigns know. Whether its customer wants to hear from us,
 * and complains of nothing, holds it elsewhere. In it `?` is now.
 */
export const campaignHolds = (program: Pick<Program, 'campaigns'>): string =>
  `delivery.recipient IS NOT NULL AND NOT EXISTS (
     SELECT 1 FROM campaign_recipient r JOIN campaign k ON k.id = r."campaignId"
     WHERE r.id = delivery.recipient AND r.state = 'queued' AND k.state = 'sending' AND (r.closes IS NULL OR r.closes > ?)
       AND NOT ${fullWith(program, 'r."customerId"')})`
