/** What features may use of the desks: where staff are shown something, and who of them can be reached directly. */
export { deskSeat, type Seat } from './seats.ts'
export { closeDesk, type Desk, deskIn, keepDesk, openDesks } from './store.ts'
export { directSeats, managerSeats, teamSeats } from './team.ts'
