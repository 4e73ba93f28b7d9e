import { type Locale, text } from '../../language/text.ts'
import type { Texts } from '../../program/program.ts'

/** Names of the canned answers whose texts are in our locales. */
const builtInReplies = ['thanks', 'sorry', 'fixed'] as const

/** What a canned answer is filled with. */
export type ReplyValues = { name: string; number: string; points: number; shop: string; staff: string }

/** All canned answers by name: the shop's own and ours. */
export function replyNames(own: Readonly<Record<string, Texts>>): string[] {
  return [...new Set([...Object.keys(own), ...builtInReplies])].sort()
}

/**
 * A canned answer in that language, filled; in another one where the shop has written none in that. Undefined when
 * there is none of that name.
 */
export function cannedReply(
  own: Readonly<Record<string, Texts>>,
  name: string,
  locale: Locale,
  values: ReplyValues,
): string | undefined {
  const wanted = name.trim().toLowerCase()
  const texts = Object.hasOwn(own, wanted) ? own[wanted] : undefined
  if (!texts)
    return (builtInReplies as readonly string[]).includes(wanted)
      ? text(locale, `complaint.reply.${wanted}`, values)
      : undefined
  const source = texts[locale] ?? texts.en ?? Object.values(texts)[0]
  return source?.replace(/\{(name|number|points|shop|staff)\}/g, (_, key: keyof ReplyValues) => String(values[key]))
}
