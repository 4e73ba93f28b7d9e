import { customerName } from '../../customers/name.ts'
import { buttons, type Turn } from '../../engine/turn.ts'
import type { Program } from '../../program/program.ts'
import { cardFacts } from '../board.ts'
import type { Campaign } from '../rules/campaign.ts'
import { stateLine } from '../show/card.ts'
import { showHere } from './board.ts'
import { clipped, partsText } from './card.ts'
import { type ChangeOutcome, changeDraft, makeDraft } from './change.ts'
import { pictureFrom } from './picture.ts'
import { type Clash, type DraftChange, partsChanged, versionOf } from './rules/edits.ts'
import { draftProblemText } from './words.ts'

/** How much of what was replaced is told again, in letters. */
const mostToldAgain = 600

/** The first form: makes the draft. */
export async function begin(
  turn: Turn,
  program: Program,
  { name, audience, a }: { name: string; audience: string; a: string },
): Promise<void> {
  const draft = await makeDraft(turn.unit, {
    ...{ name, audience, content: { a }, points: 0, code: null, holdout: 0, split: 0 },
    schedule: { when: 'now' },
    createdBy: turn.contact.customerId,
  })
  if (draft.name !== name) turn.say(turn.t('campaign.draft.named', { wanted: name, name: draft.name }))
  await showHere(turn, program, draft)
}

/** Which draft a button is about, and in which version it was when the button was drawn. */
export function readDraftAbout(about: string | undefined): { id: number; version: number } | undefined {
  const [, id, version = '0'] = /^(\d{1,9})(?::(\d{1,9}))?$/.exec(about ?? '') ?? []
  return id === undefined ? undefined : { id: Number(id), version: Number(version) }
}

/** One of the other forms: changes what was filled in. `picture` is the id of the file that was given. */
export async function change(
  turn: Turn,
  program: Program,
  about: string | undefined,
  form: string,
  what: DraftChange,
  picture?: string,
): Promise<void> {
  const opened = readDraftAbout(about)
  if (!opened) return turn.say(turn.t('button-gone'))
  const given = picture === undefined ? undefined : await pictureFrom(turn, picture)
  if (picture !== undefined && !given) turn.say(turn.t('campaign.wrong.picture.kind'))
  const outcome = await changeDraft(turn.unit, opened, turn.contact.customerId, {
    ...what,
    ...(given && { picture: given }),
  })
  await tellChange(turn, program, outcome, form, what)
}

async function tellChange(
  turn: Turn,
  program: Program,
  outcome: ChangeOutcome,
  form: string,
  what: DraftChange,
): Promise<void> {
  if (outcome.kind === 'changed') {
    await tellOthers(turn, outcome.since, outcome.before, outcome.campaign)
    return showHere(turn, program, outcome.campaign)
  }
  if (outcome.why === 'gone') return turn.say(turn.t('campaign.draft.gone'))
  const { campaign } = outcome
  if (outcome.why === 'state') {
    const state = stateLine(await cardFacts(turn.unit, campaign), program, turn.locale, turn.now)
    return turn.say(turn.t('campaign.refused.state', { name: campaign.name, state }))
  }
  const words = { audience: '', a: what.a ?? '', b: what.b ?? '' }
  turn.say({
    text: outcome.problems.map((problem) => draftProblemText(turn.locale, problem, words)).join('\n'),
    parts: [
      buttons({
        label: turn.t(`form.${form}.title`),
        form,
        about: `${campaign.id}:${versionOf(campaign)}`,
        tone: 'primary',
      }),
    ],
  })
}

/** What others changed since he opened his form; and what he has put something else in the place of, as it was. */
async function tellOthers(turn: Turn, since: readonly Clash[], before: Campaign, after: Campaign): Promise<void> {
  const mine = partsChanged(before, after)
  for (const [by, clashes] of Map.groupBy(since, (clash) => clash.by)) {
    const parts = clashes.map(({ part }) => part)
    const lost = parts.filter((part) => mine.includes(part)).flatMap((part) => saidBefore(turn, before, part))
    const values = { by: await turn.unit.ask(customerName, by), parts: partsText(parts, turn.locale) }
    turn.say({
      text: turn.t(lost.length > 0 ? 'campaign.draft.replaced' : 'campaign.draft.meanwhile', values),
      ...(lost.length > 0 && { parts: [{ kind: 'facts', rows: lost }] }),
    })
  }
}

/** What stood in a part before, where that was words. */
function saidBefore(turn: Turn, { name, audience, content, code }: Campaign, part: Clash['part']): [string, string][] {
  const words: Partial<Record<Clash['part'], string | null | undefined>> = {
    name,
    audience,
    a: content.a,
    b: content.b,
    code,
  }
  const said = words[part]
  return [[turn.t(`campaign.part.${part}`), said ? clipped(said, mostToldAgain) : '–']]
}
