/** What the rest of the program may use of the staff: who holds a role, and how the operator appoints the first. */
export { eraseRole, isLastOwner } from './erase.ts'
export { appoint, holdersOf, newClaim } from './store.ts'
