import type { Feature, PressDefinition } from '../../engine/feature.ts'
import { formOpenedBy } from '../../engine/registry.ts'
import type { Turn } from '../../engine/turn.ts'
import type { Unit } from '../../engine/unit.ts'
import { may } from '../../staff/rules.ts'
import { recipientById } from '../store.ts'
import type { Pressed } from './links/token.ts'

/** Counts that somebody pressed a button under his message. Gives whether there is such a message, of somebody not forgotten. */
export async function keepPress(unit: Unit, { recipient, button }: Pressed): Promise<boolean> {
  const kept = await unit.sql.execute(
    `INSERT INTO campaign_press (recipient, button, "campaignId", round, arm, count, first, last)
     SELECT id, ${button}, "campaignId", round, arm, 1, ?, ? FROM campaign_recipient WHERE id = ? AND forgotten IS NULL
     ON CONFLICT (recipient, button) DO UPDATE SET count = campaign_press.count + 1, last = excluded.last`,
    unit.now,
    unit.now,
    recipient,
  )
  return kept > 0
}

/** Does the command of a button under a campaign's message, and counts that. */
export const commandPress = (features: () => readonly Feature[]): PressDefinition => ({
  run: (turn, about) => doCommand(turn, features(), about),
})

async function doCommand(turn: Turn, features: readonly Feature[], about: string): Promise<void> {
  const [, id, nth, name] = /^(\d{1,12}):([1-9]):([a-z]{1,32})$/.exec(about) ?? []
  const command = features.flatMap(({ commands = [] }) => commands).find((it) => it.name === name)
  if (!command || !may(turn.role, command.role)) return turn.say(turn.t('button-gone'))
  const recipient = await turn.unit.ask(recipientById, Number(id))
  // Somebody else may press it where a message was passed on: he gets what he asks for, but it was not sent to him.
  if (recipient?.customerId === turn.contact.customerId)
    await keepPress(turn.unit, { recipient: recipient.id, button: Number(nth) })
  const opens = formOpenedBy(command, '')
  return opens === undefined ? command.run(turn, '') : turn.open(opens)
}

/** How many people pressed a button, and how often, of one arm of a round. */
export type Presses = { arm: string; button: number; people: number; times: number }

/** Whatever was pressed in those rounds. */
export function pressesOf(unit: Unit, campaign: number, rounds: readonly number[]): Promise<Presses[]> {
  return unit.sql.query<Presses>(
    `SELECT arm, button, count(*) AS people, sum(count) AS times FROM campaign_press
     WHERE "campaignId" = ? AND round ${unit.sql.among('bigint')} GROUP BY arm, button ORDER BY arm, button`,
    campaign,
    rounds,
  )
}
