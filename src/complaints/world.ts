import type { Unit } from '../engine/unit.ts'
import type { Complaint } from './rules/complaint.ts'
import type { Line } from './store.ts'

/** Tells those outside who want to know what happened to a complaint. */
export async function tellWorld(_unit: Unit, _what: string, _complaint: Complaint, _line?: Line): Promise<void> {}
