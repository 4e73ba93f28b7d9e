import { createHash, randomInt, timingSafeEqual } from 'node:crypto'
import type { Person } from '../chat.ts'
import { contactOf } from '../customers/contact.ts'
import { table } from '../database/table.ts'
import type { Unit } from '../engine/unit.ts'
import type { Role } from './rules.ts'

/** Who has become part of another customer holds his role through that one. */
const active = `EXISTS (SELECT 1 FROM customer c WHERE c.id = role."customerId" AND c."partOf" IS NULL)`

const roleTable = table('role', { customerId: 'text', role: 'text', grantedBy: 'text', granted: 'timestamp' })

/**
 * Gives somebody a role, or takes it (`customer`). Rows of all owners are locked first, so that of two who dismiss
 * each other at once the second sees that he is the last.
 */
export async function setRole(unit: Unit, customerId: string, role: Role, grantedBy: string): Promise<void> {
  if (role === 'customer') await unit.sql.execute('DELETE FROM role WHERE "customerId" = ?', customerId)
  else
    await unit.sql.insert(roleTable, [{ customerId, role, grantedBy, granted: unit.now }], {
      conflict: { key: ['customerId'], set: ['role', 'grantedBy', 'granted'] },
    })
}

/** Roles as they are now, locked until the unit ends: of all owners and of those customers. */
export async function lockedRoles(unit: Unit, ids: readonly string[]): Promise<Map<string, Role>> {
  const rows = await unit.sql.query<{ customerId: string; role: Role }>(
    `SELECT "customerId", role FROM role WHERE (role = 'owner' AND ${active}) OR "customerId" ${unit.sql.among('text')}
     ORDER BY "customerId" ${unit.dialect === 'postgresql' ? 'FOR UPDATE' : ''}`,
    ids,
  )
  return new Map(rows.map((row) => [row.customerId, row.role]))
}

/** Ids of all who hold that role. */
export async function holdersOf(unit: Unit, role: Role): Promise<string[]> {
  const rows = await unit.sql.query<{ customerId: string }>(
    `SELECT "customerId" FROM role WHERE role = ? AND ${active} ORDER BY "customerId"`,
    role,
  )
  return rows.map((row) => row.customerId)
}

/** Makes those persons owners, as the operator of the program says who they are. */
export async function appoint(unit: Unit, persons: readonly Person[], role: Role): Promise<void> {
  for (const person of persons) {
    const contact = await contactOf(unit, person)
    if (contact.role !== role) await setRole(unit, contact.customerId, role, 'settings')
  }
}

const claimName = 'claim'
const mostTries = 10
const alphabet = '23456789ABCDEFGHJKMNPQRSTUVWXYZ'

type Claim = { digest: string; tries: number }

const digest = (code: string) => createHash('sha256').update(code.toUpperCase().replace(/[\s-]/g, '')).digest('hex')

/** A new code for the first owner, replacing the one before; undefined when there is an owner already. */
export async function newClaim(unit: Unit): Promise<string | undefined> {
  if ((await holdersOf(unit, 'owner')).length > 0) return undefined
  const code = Array.from({ length: 10 }, () => alphabet[randomInt(alphabet.length)]).join('')
  await keepClaim(unit, { digest: digest(code), tries: 0 })
  return `${code.slice(0, 5)}-${code.slice(5)}`
}

async function keepClaim(unit: Unit, claim: Claim): Promise<void> {
  await unit.sql.execute(
    'INSERT INTO setting (name, value) VALUES (?, ?) ON CONFLICT (name) DO UPDATE SET value = excluded.value',
    claimName,
    JSON.stringify(claim),
  )
}

/** Uses the code up, once. `void` after too many wrong tries, or when it was used. */
export async function useClaim(unit: Unit, code: string): Promise<'claimed' | 'wrong' | 'void'> {
  const [row] = await unit.sql.query<{ value: string }>(
    `SELECT value FROM setting WHERE name = ? ${unit.dialect === 'postgresql' ? 'FOR UPDATE' : ''}`,
    claimName,
  )
  if (!row) return 'void'
  const claim = JSON.parse(row.value) as Claim
  if (claim.tries >= mostTries) return 'void'
  if (timingSafeEqual(Buffer.from(claim.digest), Buffer.from(digest(code)))) {
    await unit.sql.execute('DELETE FROM setting WHERE name = ?', claimName)
    return 'claimed'
  }
  await keepClaim(unit, { ...claim, tries: claim.tries + 1 })
  return 'wrong'
}
