/** What somebody may do; each includes those before it. */
export const roles = ['customer', 'staff', 'manager', 'owner'] as const
export type Role = (typeof roles)[number]

export function isRole(word: string): word is Role {
  return (roles as readonly string[]).includes(word)
}

/** The higher of the two. */
export function highest(a: Role, b: Role): Role {
  return may(a, b) ? a : b
}

/** Whether a holder of `role` may do what asks for `needed`. */
export function may(role: Role, needed: Role | undefined): boolean {
  return roles.indexOf(role) >= roles.indexOf(needed ?? 'customer')
}

export type GrantRefusal = 'not-allowed' | 'last-owner' | 'unchanged'

/**
 * Whether `actor` may turn `before` into `after`. A manager appoints staff; managers and owners are appointed and
 * dismissed by an owner; the last owner stays.
 */
export function grantRefusal(actor: Role, before: Role, after: Role, owners: number): GrantRefusal | undefined {
  const height = Math.max(roles.indexOf(before), roles.indexOf(after))
  if (!may(actor, 'manager') || (height >= roles.indexOf('manager') && actor !== 'owner')) return 'not-allowed'
  if (before === after) return 'unchanged'
  if (before === 'owner' && owners <= 1) return 'last-owner'
  return undefined
}
