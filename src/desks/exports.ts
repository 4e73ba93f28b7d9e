/** What features may use of the desks: where staff are shown something, and who of them can be reached directly. */
export { type Card, redrawAll, sayUnder, showAt } from './board.ts'
export { cardName, forgetSeats, leaveSeat, seatsOf, takeSeat } from './cards.ts'
export { deskSeat, type Seat } from './seats.ts'
export { closeDesk, type Desk, deskIn, desksFor, keepDesk, openDesks } from './store.ts'
export { directSeats, managerSeats, teamSeats } from './team.ts'
