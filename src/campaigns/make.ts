import type { AudienceProblem } from '../audiences/exports.ts'
import type { Unit } from '../engine/unit.ts'
import type { Program } from '../program/program.ts'
import { audienceOf } from './audience.ts'
import { type Campaign, longestName, mostButtons, mostHoldout } from './rules/campaign.ts'
import { isSchedule } from './rules/schedule.ts'
import { readTemplate, type TemplateProblem } from './rules/template.ts'
import { campaignById, insertCampaign, type NewCampaign } from './store.ts'

/** What is wrong with a campaign that is to be made, by the part of it. */
export type DraftProblem =
  | { part: 'name'; why: 'empty' | 'long' | 'taken' }
  | { part: 'audience'; problem: AudienceProblem }
  | { part: 'a' | 'b'; problem: TemplateProblem }
  | { part: 'buttons'; why: 'many' | 'label' | 'url' | 'command' }
  | { part: 'points' | 'code' | 'holdout' | 'split' | 'schedule' }

/** Commands that a button may do: what everybody may. */
export const buttonCommands = [
  'points',
  'history',
  'card',
  'complain',
  'callback',
  'refer',
  'help',
  'language',
] as const

/** Makes a campaign; nothing is sent before it is started. Gives all that is wrong when anything is, and keeps nothing then. */
export async function makeCampaign(
  unit: Unit,
  program: Program,
  draft: NewCampaign,
): Promise<{ campaign: Campaign } | { problems: DraftProblem[] }> {
  const made = { ...draft, name: draft.name.trim().replace(/\s+/g, ' '), audience: draft.audience.trim() }
  const problems = problemsOf(made)
  const read = await audienceOf(unit, program, made.audience)
  if ('problem' in read) problems.push({ part: 'audience', problem: read.problem })
  if (problems.length > 0) return { problems }
  const id = await insertCampaign(unit, made)
  const campaign = id === undefined ? undefined : await campaignById(unit, id)
  return campaign ? { campaign } : { problems: [{ part: 'name', why: 'taken' }] }
}

/** What is wrong with it by itself. */
export function problemsOf({ name, content, points, code, holdout, split, schedule }: NewCampaign): DraftProblem[] {
  const problems: DraftProblem[] = []
  if (name === '') problems.push({ part: 'name', why: 'empty' })
  if ([...name].length > longestName) problems.push({ part: 'name', why: 'long' })
  for (const part of ['a', 'b'] as const) {
    const text = content[part]
    const read = text === undefined ? undefined : readTemplate(text)
    if (read && 'problem' in read) problems.push({ part, problem: read.problem })
  }
  const whys = buttonProblems(content)
  problems.push(...whys.map((why) => ({ part: 'buttons' as const, why })))
  const isPercent = (value: number, most: number) => Number.isInteger(value) && value >= 0 && value <= most
  if (!isPercent(points, 1_000_000)) problems.push({ part: 'points' })
  if (code !== null && !/^[^\p{Cc}\p{Cs}]{1,40}$/u.test(code)) problems.push({ part: 'code' })
  if (!isPercent(holdout, mostHoldout)) problems.push({ part: 'holdout' })
  if (!isPercent(split, 100) || (split > 0 && content.b === undefined)) problems.push({ part: 'split' })
  if (!isSchedule(schedule)) problems.push({ part: 'schedule' })
  return problems
}

function buttonProblems({ buttons = [] }: NewCampaign['content']): ('many' | 'label' | 'url' | 'command')[] {
  const whys = new Set<'many' | 'label' | 'url' | 'command'>()
  if (buttons.length > mostButtons) whys.add('many')
  for (const button of buttons) {
    if (!/^(?=.*\S)[^\p{Cc}\p{Cs}]{1,40}$/u.test(button.label)) whys.add('label')
    if ('url' in button && !isAddress(button.url)) whys.add('url')
    if ('command' in button && !buttonCommands.some((known) => known === button.command)) whys.add('command')
  }
  return [...whys]
}

const isAddress = (url: string) => url.length <= 1_000 && /^https?:$/.test(URL.parse(url)?.protocol ?? '')
