import type { Campaign, CampaignButton, Content, Edits } from '../../rules/campaign.ts'
import { comesAgain } from '../../rules/schedule.ts'

/** What of a draft can be changed by itself. */
export type DraftPart =
  | 'name'
  | 'audience'
  | 'a'
  | 'b'
  | 'split'
  | 'holdout'
  | 'picture'
  | 'buttons'
  | 'points'
  | 'code'
  | 'schedule'

/** What is to be changed; null takes it away. What is absent stays as it is. */
export type DraftChange = Partial<
  Pick<Campaign, 'name' | 'audience' | 'points' | 'code' | 'schedule' | 'holdout' | 'split'> & {
    a: string
    b: string | null
    picture: Content['picture'] | null
    buttons: CampaignButton[] | null
  }
>

/** What the change of a part by somebody else has put in its place, told to whoever has changed it again. */
export type Clash = { part: DraftPart; by: string }

/** Half get the second text where nobody has said how many. */
const evenly = 50

/** The draft with that change. */
export function changed(before: Campaign, change: DraftChange): Campaign {
  const { a, b, picture, buttons, ...rest } = change
  const content: Content = { ...before.content, ...(a !== undefined && { a }) }
  put(content, 'b', b)
  put(content, 'picture', picture)
  put(content, 'buttons', buttons)
  const after = { ...before, ...rest, content }
  if (b === null) return { ...after, split: 0 }
  const isNewlySplit = b !== undefined && before.content.b === undefined && rest.split === undefined
  return isNewlySplit ? { ...after, split: evenly } : after
}

function put<K extends 'b' | 'picture' | 'buttons'>(content: Content, key: K, value: Content[K] | null): void {
  if (value === undefined) return
  if (value === null) delete content[key]
  else content[key] = value
}

const partsOf = (campaign: Campaign): Record<DraftPart, unknown> => {
  const { name, audience, content, split, holdout, points, code, schedule } = campaign
  const { a, b, picture, buttons } = content
  return { name, audience, a, b, split, holdout, picture, buttons, points, code, schedule }
}

/** Which parts differ between two versions of a draft. */
export function partsChanged(before: Campaign, after: Campaign): DraftPart[] {
  const [old, now] = [partsOf(before), partsOf(after)]
  return (Object.keys(old) as DraftPart[]).filter((part) => JSON.stringify(old[part]) !== JSON.stringify(now[part]))
}

/** The version of a draft: how often it was changed. */
export const versionOf = ({ edits }: Pick<Campaign, 'edits'>): number => edits?.version ?? 0

/** Takes down that somebody has changed those parts. */
export function edited(edits: Edits | null, parts: readonly DraftPart[], by: string, at: Date): Edits {
  const version = (edits?.version ?? 0) + 1
  const mark = { by, at: at.getTime(), version }
  return { version, parts: { ...edits?.parts, ...Object.fromEntries(parts.map((part) => [part, mark])) } }
}

/** What others have changed since somebody looked at that version. */
export function changedSince(edits: Edits | null, version: number, by: string): Clash[] {
  return Object.entries(edits?.parts ?? {}).flatMap(([part, mark]) =>
    mark && mark.version > version && mark.by !== by ? [{ part: part as DraftPart, by: mark.by }] : [],
  )
}

/** Who changed a draft last, when, and what of it. */
export function lastEdit(edits: Edits | null): { by: string; at: Date; parts: DraftPart[] } | undefined {
  if (!edits) return undefined
  const parts = Object.entries(edits.parts).filter(([, mark]) => mark?.version === edits.version)
  const mark = parts[0]?.[1]
  return mark && { by: mark.by, at: new Date(mark.at), parts: parts.map(([part]) => part as DraftPart) }
}

/** A new draft that says what that campaign says. What came once cannot come again, so that it begins at once. */
export function copied({ content, audience, points, code, schedule, holdout, split }: Campaign) {
  return {
    ...{ content, audience, points, code, holdout, split },
    schedule: comesAgain(schedule) ? schedule : ({ when: 'now' } as const),
  }
}
