import { filled, type Knowing, knownRows } from '../engine/known.ts'

/** Who the customer is, as far as we know. */
export const customerKnown: Readonly<Record<string, Knowing>> = {
  profile: {
    async one(unit, customerId) {
      const [row] = await unit.sql.query<Record<string, unknown>>(
        `SELECT c.id, c.name, c.locale, c."timeZone", c.card, c.created, c.platform AS "lastSeenOn", c.seen AS "lastSeen",
           c.birthday, c."birthYear", c.class, c.notices AS "toldOfPurchases", c.stopped AS "nothingWantedSince",
           c.consent AS "promotions", c."consentAt" AS "promotionsSaid", c."consentVia" AS "promotionsSaidOn",
           c."consentAsked" AS "promotionsAsked", r.role
         FROM customer c LEFT JOIN role r ON r."customerId" = c.id WHERE c.id = ?`,
        customerId,
      )
      return row && filled(row)
    },
  },
  people: knownRows(
    `SELECT platform || ':' || person AS key, platform, person, name, created AS "known", seen, unreachable AS "unreachableSince"
     FROM identity WHERE "customerId" = ?`,
    `platform || ':' || person`,
    'text',
  ),
  earlierCards: knownRows(
    `SELECT card AS key, card, replaced FROM replaced_card WHERE "ownerId" = ?`,
    'card',
    'text',
    'members',
  ),
}
