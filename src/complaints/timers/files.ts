import type { AnyTimer, TimerDefinition } from '../../engine/feature.ts'
import { say } from '../../engine/outbox.ts'
import type { Unit } from '../../engine/unit.ts'
import { keptFile, stateOfFile } from '../../files/exports.ts'
import { text } from '../../language/text.ts'
import { alone } from '../alone.ts'
import { type Line, lineById, waitingFiles } from '../lines.ts'
import { answerFileName } from '../names.ts'
import { type Complaint, numberOf } from '../rules/complaint.ts'
import { postFile, remark } from '../show/board.ts'
import { wentTo } from '../show/customer.ts'
import { complaintById } from '../store.ts'

/**
 * Passes files on once they are kept: the customer's to the desks, those of an answer to the customer, in order and each
 * by itself, so that one that fails takes nothing else with it.
 */
const pass: TimerDefinition<{ lineId: number }> = {
  name: 'complaints.files',
  when: '*/2 * * * * *',
  key: ({ lineId }) => String(lineId),
  due: (unit, after, most) =>
    unit.sql.query(
      `SELECT DISTINCT "lineId" FROM complaint_file WHERE passed IS NULL AND "lineId" > ? ORDER BY "lineId" LIMIT ?`,
      Number(after ?? 0),
      most,
    ),
  // Files of two lines do not come in between each other.
  fire: (unit, { lineId }) => alone(unit, () => passAll(unit, lineId)),
}

async function passAll(unit: Unit, lineId: number): Promise<void> {
  const line = await lineById(unit, lineId)
  const complaint = line && (await complaintById(unit, line.complaintId))
  if (!line || !complaint) return
  for (const file of await waitingFiles(unit, lineId)) {
    const state = await unit.ask(stateOfFile, file)
    if (state === 'waiting') return
    const passed = await unit.sql.execute(
      'UPDATE complaint_file SET passed = ? WHERE "lineId" = ? AND file = ? AND passed IS NULL',
      unit.now,
      lineId,
      file,
    )
    if (passed === 0 || line.deleted !== null) continue
    if (state === 'kept') await passOn(unit, complaint, line, file)
    else if (line.kind !== 'told')
      await remark(unit, complaint, (locale) => ({
        text: text(locale, 'case.file.lost', { number: numberOf(complaint.id) }),
      }))
  }
}

async function passOn(unit: Unit, complaint: Complaint, line: Line, id: string): Promise<void> {
  const file = await keptFile(unit, id)
  if (!file) return
  const number = numberOf(complaint.id)
  const isForCustomer = line.kind === 'answer' || line.kind === 'asked'
  const to = isForCustomer ? wentTo(line) : undefined
  if (to)
    say(unit, {
      to,
      message: { text: number, parts: [file] },
      lane: 'answer',
      cause: `complaint.file ${line.id}`,
      name: answerFileName(complaint.id, line.id, id),
      customerId: complaint.customerId,
    })
  const whose = isForCustomer ? 'case.file.sent' : line.kind === 'told' ? 'case.file' : 'case.file.note'
  await postFile(unit, complaint, file, whose)
}

export const fileTimers: AnyTimer[] = [pass as AnyTimer]
