import type { Message } from '../../chat.ts'
import { platformName } from '../../customers/platforms.ts'
import { formatNumber } from '../../language/format.ts'
import { type Locale, text } from '../../language/text.ts'
import { type Drawer, type Fit, fitOf } from './fit.ts'

/** What each platform makes of the messages of a campaign, one for each text. `losses`: only where something is cut or missing. */
export function fitRows(
  messages: readonly Message[],
  drawers: readonly Drawer[],
  locale: Locale,
  losses = false,
): [string, string][] {
  return messages.flatMap((message, nth) =>
    drawers.flatMap(({ platform, drawn }): [string, string][] => {
      const fit = drawn && fitOf(message, drawn(message))
      if (!fit || (losses && isWhole(fit))) return []
      const name = platformName(platform)
      const arm = nth === 0 ? 'A' : 'B'
      const label = messages.length === 1 ? name : text(locale, 'campaign.preview.arm', { name, arm })
      return [[label, fitText(fit, locale)]]
    }),
  )
}

const isWhole = (fit: Fit): boolean =>
  fit.kind === 'sent' &&
  fit.cutAfter === undefined &&
  !fit.factsLost &&
  fit.picture !== 'lost' &&
  fit.buttonsLost.length + fit.buttonsCut.length === 0

/** That in words: `1 message, the picture above the text`. */
function fitText(fit: Fit, locale: Locale): string {
  const t = (key: string, values?: Record<string, string | number>) => text(locale, `campaign.fit.${key}`, values)
  if (fit.kind === 'refused') return t('refused')
  const { messages, picture } = fit
  return together(locale, [
    t('messages', { count: messages }),
    ...(picture === 'none' ? [] : [t(`picture.${picture}`)]),
    ...lossesOf(fit, locale),
  ])
}

/** What is cut or missing there, in words; empty where nothing is. */
export function lossText(fit: Fit, locale: Locale): string {
  if (fit.kind === 'refused') return text(locale, 'campaign.fit.refused')
  const picture = fit.picture === 'lost' ? [text(locale, 'campaign.fit.picture.lost')] : []
  return together(locale, [...picture, ...lossesOf(fit, locale)])
}

const together = (locale: Locale, parts: readonly string[]): string =>
  parts.length === 0 ? '' : parts.reduce((before, after) => text(locale, 'campaign.fit.and', { before, after }))

/** What of the words and the buttons is cut or missing. */
function lossesOf(fit: Extract<Fit, { kind: 'sent' }>, locale: Locale): string[] {
  const t = (key: string, values?: Record<string, string | number>) => text(locale, `campaign.fit.${key}`, values)
  const { cutAfter, factsLost, buttonsLost, buttonsCut } = fit
  const list = (labels: readonly string[]) => new Intl.ListFormat(locale).format(labels.map((label) => `“${label}”`))
  return [
    ...(cutAfter === undefined ? [] : [t('cut', { letters: formatNumber(cutAfter, locale) })]),
    ...(factsLost ? [t('facts')] : []),
    ...(buttonsLost.length > 0 ? [t('buttons', { labels: list(buttonsLost) })] : []),
    ...(buttonsCut.length > 0 ? [t('labels', { labels: list(buttonsCut) })] : []),
  ]
}
