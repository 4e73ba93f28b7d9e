import { type Joining, joiningRows } from '../engine/joining.ts'

const rows = joiningRows('complaint')

/** Complaints go with their customer; whoever was blocked stays blocked under whatever name. */
export const complaintsJoining: Joining = {
  async join(unit, into, from) {
    await rows.join(unit, into, from)
    await unit.sql.execute(
      `INSERT INTO block ("customerId", "blockedBy", at) SELECT ?, "blockedBy", at FROM block WHERE "customerId" = ?
       ON CONFLICT DO NOTHING`,
      into,
      from,
    )
  },
  part: rows.part,
}
