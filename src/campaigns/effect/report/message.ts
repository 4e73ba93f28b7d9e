import type { Part } from '../../../chat.ts'
import type { MadeImage, Saying } from '../../../engine/making.ts'
import { buttons } from '../../../engine/turn.ts'
import { text } from '../../../language/text.ts'
import type { Gathered } from './gather.ts'
import { pictureOf } from './picture.ts'
import { headLines, mainRows, partRows, roundRows, type Setting, splitLines, splitRows, verdictLines } from './words.ts'

/** What managers are told of what a campaign brought; the last message has the buttons. */
export function reportMessages(gathered: Gathered, setting: Setting): Saying[] {
  const { campaign, tally, each } = gathered
  const { locale } = setting
  const facts = (rows: [string, string][]): Part[] => (rows.length > 0 ? [{ kind: 'facts', rows }] : [])
  const parts: (Part | MadeImage)[] = [...pictureOf(gathered, setting), ...facts(mainRows(gathered, setting))]
  const messages: Saying[] = [
    { text: [...headLines(gathered, setting), ...verdictLines(tally, setting)].join('\n'), parts },
  ]
  const add = (lines: readonly string[], rows: [string, string][]) => {
    if (rows.length > 0) messages.push({ text: lines.join('\n'), parts: facts(rows) })
  }
  add([text(locale, 'effect.parts')], partRows(gathered, setting))
  add(splitLines(tally, setting), splitRows(gathered, setting))
  add([text(locale, 'effect.rounds')], roundRows(gathered, setting))
  const last = messages.pop()
  const file = { label: text(locale, 'report.file'), press: `campaign.table:${campaign.id}` }
  const rounds = each.map(({ round }) => ({
    label: text(locale, 'effect.round', { round, day: 'none' }),
    press: `campaign.effect:${campaign.id}:${round}`,
  }))
  return last ? [...messages, { ...last, parts: [...(last.parts ?? []), buttons(file, ...rounds)] }] : []
}
