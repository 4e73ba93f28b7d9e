import { forgetReplaced, replaceCard } from '../customers/replaced.ts'
import { customerById } from '../customers/search.ts'
import type { Feature } from '../engine/feature.ts'
import { buttons, type Turn } from '../engine/turn.ts'
import type { Program } from '../program/program.ts'
import { audit } from '../staff/audit.ts'
import { cardMakers, cardMessage, markOf } from './show.ts'

/** The customer's card, shown at the till; and a new code for one that was lost or copied. */
export function cardsFeature(program: Program): Feature {
  const show = async (turn: Turn) => turn.say(await cardMessage(turn, program))
  return {
    name: 'cards',
    commands: [{ name: 'card', run: show }],
    presses: {
      'card.new': { run: (turn, mark) => ask(turn, program, mark) },
      'card.replace': { run: (turn, mark) => replace(turn, program, mark) },
      'card.keep': { run: (turn) => turn.update({ text: turn.t('card.kept') }) },
    },
    makers: cardMakers(program),
    erased: forgetReplaced,
  }
}

/** The code that this button was about, while it still is his. */
async function currentCard(turn: Turn, mark: string): Promise<string | undefined> {
  const customer = await customerById(turn.unit, turn.contact.customerId)
  return customer && markOf(customer.card) === mark ? customer.card : undefined
}

async function ask(turn: Turn, program: Program, mark: string): Promise<void> {
  const card = await currentCard(turn, mark)
  if (card === undefined) return turn.say(await cardMessage(turn, program))
  turn.say({
    text: turn.t('card.new.sure', { card }),
    parts: [
      buttons(
        { label: turn.t('card.new.yes'), press: `card.replace:${mark}`, tone: 'danger' },
        { label: turn.t('card.new.no'), press: 'card.keep' },
      ),
    ],
  })
}

/** Once for each code: a second press shows the card as it is by then. */
async function replace(turn: Turn, program: Program, mark: string): Promise<void> {
  const { unit, contact } = turn
  const card = await currentCard(turn, mark)
  const fresh = card === undefined ? undefined : await unit.act(replaceCard, { customerId: contact.customerId, card })
  if (fresh !== undefined) {
    audit(unit, turn, { act: 'card.replace', subject: `customer:${contact.customerId}` })
    turn.update({ text: turn.t('card.new.done') })
  }
  turn.say(await cardMessage(turn, program))
}
