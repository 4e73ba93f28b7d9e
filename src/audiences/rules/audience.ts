/** What an audience is once it has been read: plain data, the same for the same meaning in whatever language. */

export type Compare = '>' | '>=' | '<' | '<=' | '='

/** So many whole days, weeks or months by the calendar of the shop; 0 days is today. */
export type Span = { count: number; unit: 'days' | 'weeks' | 'months' }

/**
 * When something happened, all of what is said: on the day `since` (`2026-01-31`) or later, before the day `before`, and
 * no earlier than the day that is `last` ago.
 */
export type Period = { since?: string; before?: string; last?: Span }

/** An article by its number, or all whose numbers begin so. */
export type Article = { sku: string } | { prefix: string }

/** `at` is where a name stands in the text that was read: whether there is such a thing shows later. */
export type Condition =
  | { kind: 'everyone' }
  | { kind: 'staff' }
  | { kind: 'bought'; period: Period; of: Article | null; times: number }
  | { kind: 'spent'; compare: Compare; amount: string; period: Period }
  | { kind: 'points'; compare: Compare; points: number }
  | { kind: 'expiring'; within: Span; compare: Compare; points: number }
  | { kind: 'platform'; platform: string }
  | { kind: 'language'; locale: string }
  | { kind: 'tag'; tag: string }
  | { kind: 'class'; class: string }
  | { kind: 'joined'; period: Period }
  | { kind: 'referred'; card: string | null }
  | { kind: 'brought'; friends: number }
  | { kind: 'birthday'; within: Span }
  | { kind: 'birthmonth'; month: number }
  | { kind: 'complaining' }
  | { kind: 'complained'; period: Period }
  | { kind: 'campaign'; deed: 'got' | 'answered' | 'ignored'; name: string; option: number | null; at: number }
  | { kind: 'segment'; name: string; at: number }

/** `all` and `any` hold at least two, none of the same kind; `not` holds no `not`. */
export type Audience =
  | Condition
  | { kind: 'all'; of: readonly Audience[] }
  | { kind: 'any'; of: readonly Audience[] }
  | { kind: 'not'; of: Audience }

/** Most letters of a text, brackets and negations within each other, and conditions of an audience. */
export const limits = { letters: 2_000, depth: 20, conditions: 50 } as const

/** Longest name of a tag, a class, an article, a segment or a campaign. */
export const longestName = 100

/** An audience of those who fit both, or one of them; brackets of the same kind within each other are one. */
export function combine(kind: 'all' | 'any', parts: readonly Audience[]): Audience {
  const of = parts.flatMap((part) => (part.kind === kind ? part.of : [part]))
  const [only] = of
  return of.length === 1 && only ? only : { kind, of }
}

/** Everybody who is not in it. */
export function negate(audience: Audience): Audience {
  return audience.kind === 'not' ? audience.of : { kind: 'not', of: audience }
}

/** All conditions in it, from left to right. */
export function conditionsOf(audience: Audience): Condition[] {
  if (audience.kind === 'all' || audience.kind === 'any') return audience.of.flatMap(conditionsOf)
  return audience.kind === 'not' ? conditionsOf(audience.of) : [audience]
}
