import { table } from '../database/table.ts'
import type { Ask, Unit } from '../engine/unit.ts'
import type { Campaign, CampaignState, Content, Edits, Figures, Progress } from './rules/campaign.ts'
import type { Schedule } from './rules/schedule.ts'

const campaigns = table('campaign', {
  id: 'id',
  name: 'text',
  audience: 'text',
  state: 'text',
  message: 'text',
  points: 'integer',
  code: 'text?',
  schedule: 'text',
  holdout: 'integer',
  split: 'integer',
  createdBy: 'text',
  startedBy: 'text?',
  approvedBy: 'text?',
  changedBy: 'text?',
  expected: 'integer?',
  round: 'integer',
  wall: 'text?',
  due: 'timestamp?',
  created: 'timestamp',
  started: 'timestamp?',
  ended: 'timestamp?',
  cursor: 'text?',
  frozen: 'timestamp?',
  progress: 'text?',
  edits: 'text?',
})

const columns = `id, name, audience, state, message, points, code, schedule, holdout, split, "createdBy", "startedBy",
  "approvedBy", "changedBy", expected, round, wall, due, created, started, ended, "cursor", frozen, total, sent, failed,
  "unknown", skipped, held, progress, edits`

type Row = Omit<Campaign, 'content' | 'schedule' | 'figures' | 'progress' | 'edits'> &
  Figures & { message: string; schedule: string; progress: string | null; edits: string | null }

function campaignFrom({
  message,
  schedule,
  total,
  sent,
  failed,
  unknown,
  skipped,
  held,
  progress,
  edits,
  ...rest
}: Row): Campaign {
  return {
    ...rest,
    content: JSON.parse(message) as Content,
    schedule: JSON.parse(schedule) as Schedule,
    figures: { total, sent, failed, unknown, skipped, held },
    progress: progress === null ? null : (JSON.parse(progress) as Progress),
    edits: edits === null ? null : (JSON.parse(edits) as Edits),
  }
}

async function find(unit: Unit, condition: string, ...params: (string | number)[]): Promise<Campaign[]> {
  return (await unit.sql.query<Row>(`SELECT ${columns} FROM campaign ${condition}`, ...params)).map(campaignFrom)
}

export const campaignById = async (unit: Unit, id: number): Promise<Campaign | undefined> =>
  (await find(unit, 'WHERE id = ?', id))[0]

/** The campaign of that name, letter by letter or else whatever its capitals. */
export const campaignCalled = async (unit: Unit, name: string): Promise<Campaign | undefined> =>
  (await find(unit, 'WHERE lower(name) = lower(?) ORDER BY CASE WHEN name = ? THEN 0 ELSE 1 END', name, name))[0]

/** The newest first. */
export const lastCampaigns = (unit: Unit, most: number): Promise<Campaign[]> =>
  find(unit, 'ORDER BY id DESC LIMIT ?', most)

/** The newest drafts. */
export const lastDrafts =
  (most: number) =>
  (unit: Unit): Promise<Campaign[]> =>
    find(unit, `WHERE state = 'draft' ORDER BY id DESC LIMIT ?`, most)

/** Those with something to be done for them by itself. */
export const liveCampaigns = (unit: Unit): Promise<Campaign[]> =>
  find(unit, `WHERE state IN ('sending', 'paused') OR (state = 'cancelled' AND ended IS NULL) ORDER BY id`)

/** Those whose time has come. */
export const dueCampaigns = async (unit: Unit): Promise<Campaign[]> =>
  (
    await unit.sql.query<Row>(
      `SELECT ${columns} FROM campaign WHERE state = 'scheduled' AND due <= ? ORDER BY id`,
      unit.now,
    )
  ).map(campaignFrom)

/** When the next of those that are scheduled begins. */
export async function nextDue(unit: Unit): Promise<Date | null> {
  const [row] = await unit.sql.query<{ due: Date | null }>(
    `SELECT min(due) AS "due::time" FROM campaign WHERE state = 'scheduled'`,
  )
  return row?.due ?? null
}

/** What a campaign is when it is made. */
export type NewCampaign = Pick<
  Campaign,
  'name' | 'audience' | 'content' | 'points' | 'code' | 'schedule' | 'holdout' | 'split' | 'createdBy'
> & { edits?: Campaign['edits'] }

/** Gives its id; undefined when there is one of that name. */
export async function insertCampaign(unit: Unit, made: NewCampaign): Promise<number | undefined> {
  const { content, schedule, edits, ...rest } = made
  const [row] = await unit.sql.insert(
    campaigns,
    [
      {
        ...rest,
        message: JSON.stringify(content),
        schedule: JSON.stringify(schedule),
        edits: edits ? JSON.stringify(edits) : null,
        state: 'draft',
        round: 0,
        created: unit.now,
      },
    ],
    { conflict: 'ignore', returning: ['id'] },
  )
  return row?.id
}

/** Writes a draft down as it is now. Gives whether it still was one. */
export async function keepDraft(unit: Unit, draft: Campaign): Promise<boolean> {
  const { id, name, audience, content, points, code, schedule, holdout, split, edits } = draft
  const kept = await unit.sql.execute(
    `UPDATE campaign SET name = ?, audience = ?, message = ?, points = ?, code = ?, schedule = ?, holdout = ?, split = ?, edits = ?
     WHERE id = ? AND state = 'draft'`,
    name,
    audience,
    JSON.stringify(content),
    points,
    code,
    JSON.stringify(schedule),
    holdout,
    split,
    edits && JSON.stringify(edits),
    id,
  )
  return kept > 0
}

/** Forgets a draft. Gives whether it still was one. */
export async function deleteDraft(unit: Unit, id: number): Promise<boolean> {
  return (await unit.sql.execute(`DELETE FROM campaign WHERE id = ? AND state = 'draft' AND round = 0`, id)) > 0
}

/** What of a campaign is new. */
export type CampaignChange = Partial<
  Pick<
    Campaign,
    | 'state'
    | 'startedBy'
    | 'approvedBy'
    | 'changedBy'
    | 'expected'
    | 'round'
    | 'wall'
    | 'due'
    | 'started'
    | 'ended'
    | 'cursor'
    | 'frozen'
  >
>

/** Changes it while it is in that state and round. Gives whether it was. */
export async function changeCampaign(
  unit: Unit,
  { id, state, round }: Pick<Campaign, 'id' | 'state' | 'round'>,
  change: CampaignChange,
): Promise<boolean> {
  const entries = Object.entries(change)
  const set = entries.map(([name]) => `"${name}" = ?`).join(', ')
  const values = entries.map(([, value]) => value as string | number | Date | null)
  const changed = await unit.sql.execute(
    `UPDATE campaign SET ${set} WHERE id = ? AND state = ? AND round = ?`,
    ...values,
    id,
    state satisfies CampaignState,
    round,
  )
  return changed > 0
}

/** Begins to count anew. */
export async function clearFigures(unit: Unit, id: number): Promise<void> {
  await unit.sql.execute(
    `UPDATE campaign SET total = 0, sent = 0, failed = 0, "unknown" = 0, skipped = 0, held = 0, progress = NULL WHERE id = ?`,
    id,
  )
}

/** Adds to what has become of the audience. */
export async function count(unit: Unit, id: number, more: Partial<Figures>): Promise<void> {
  const { total = 0, sent = 0, failed = 0, unknown = 0, skipped = 0, held = 0 } = more
  await unit.sql.execute(
    `UPDATE campaign SET total = total + ?, sent = sent + ?, failed = failed + ?, "unknown" = "unknown" + ?,
       skipped = skipped + ?, held = held + ? WHERE id = ?`,
    total,
    sent,
    failed,
    unknown,
    skipped,
    held,
    id,
  )
}

/** Figures of many campaigns at once, from what became of single recipients. */
export async function countEach(
  unit: Unit,
  outcomes: readonly { campaignId: number; state: 'sent' | 'failed' | 'unknown' | 'skipped' }[],
): Promise<void> {
  for (const [id, all] of Map.groupBy(outcomes, ({ campaignId }) => campaignId)) {
    const more: Partial<Figures> = {}
    for (const { state } of all) more[state] = (more[state] ?? 0) + 1
    await count(unit, id, more)
  }
}

export async function keepProgress(unit: Unit, id: number, progress: Progress): Promise<void> {
  await unit.sql.execute('UPDATE campaign SET progress = ? WHERE id = ?', JSON.stringify(progress), id)
}

/** What somebody is known as to a campaign: somebody in its audience, by the number of the recipient. */
export type Recipient = { id: number; campaignId: number; customerId: string; answer: number | null }

export const recipientById: Ask<number, Recipient | undefined> = {
  name: 'recipient of a campaign',
  async answer(unit, ids) {
    const rows = await unit.sql.query<Recipient>(
      `SELECT id, "campaignId", "customerId", answer FROM campaign_recipient WHERE id ${unit.sql.among('bigint')}`,
      ids,
    )
    const found = new Map(rows.map((row) => [row.id, row]))
    return ids.map((id) => found.get(id))
  },
}

export async function keepAnswer(unit: Unit, id: number, answer: number): Promise<void> {
  await unit.sql.execute('UPDATE campaign_recipient SET answer = ?, answered = ? WHERE id = ?', answer, unit.now, id)
}
