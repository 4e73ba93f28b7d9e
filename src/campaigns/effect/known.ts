import { type Knowing, knownRows } from '../../engine/known.ts'

/** The buttons that he pressed under messages of campaigns, by their number. */
export const pressesKnown: Readonly<Record<string, Knowing>> = {
  campaignButtons: knownRows(
    `SELECT p.recipient * 100 + p.button AS key, c.name, p.button, p.count AS times, p.first, p.last
     FROM campaign_recipient r JOIN campaign_press p ON p.recipient = r.id JOIN campaign c ON c.id = r."campaignId"
     WHERE r."customerId" = ?`,
    'p.recipient * 100 + p.button',
    'number',
  ),
}
