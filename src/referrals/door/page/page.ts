import { createHash } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { languageName, locales, text } from '../../../language/text.ts'
import type { Door } from '../entrance.ts'
import { Html, html } from '../html.ts'
import type { Offer } from '../offer.ts'

/** What stands on each of the pages. `locale` is one of ours. */
type Base = { locale: string; shop: string | null; doors: readonly Door[] }

const own = (file: string) => new Html(readFileSync(new URL(file, import.meta.url), 'utf8'))
const style = own('page.css')
const script = own('copy.js')

const digest = ({ text }: Html) => `'sha256-${createHash('sha256').update(text).digest('base64')}'`

/** Only what stands in the page itself is shown or run, and nothing is asked for. */
export const policy = [
  "default-src 'none'",
  `script-src ${digest(script)}`,
  `style-src ${digest(style)}`,
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
  "require-trusted-types-for 'script'",
  "trusted-types 'none'",
].join('; ')

/** What a friend sees. `code` as it is written. */
export function invitationPage({ locale, shop, doors, offer, code }: Base & { offer: Offer; code: string }): string {
  const t = (key: string) => text(locale, key)
  const howTo = doors.length === 0 ? 'nowhere' : doors.some(({ carries }) => carries) ? 'how' : 'how.all'
  return whole(
    { locale, title: shop ?? t('invitation.title') },
    html`<p class="eyebrow">${t(shop === null ? 'invitation.eyebrow.nameless' : 'invitation.eyebrow')}</p>
<h1>${shop ?? t('invitation.title')}</h1>
<div class="offer"><strong>${offer.headline}</strong>${offer.when !== '' && html`<p>${offer.when}</p>`}</div>
${doors.length > 0 && html`<h2>${t('invitation.where')}</h2>${listOf(doors, locale, true)}`}
<h2>${t('invitation.code')}</h2>
<div class="code"><code id="code" translate="no">${code}</code>
<button id="copy" type="button" hidden data-done="${t('invitation.copied')}">${t('invitation.copy')}</button></div>
<p class="how">${t(`invitation.${howTo}`)}</p>
<p id="told" class="unseen" role="status"></p>`,
    html`<p class="quiet">${t('invitation.private')}</p>`,
  )
}

/** What whoever comes with a code sees that nobody has. */
export function unknownPage({ locale, shop, doors }: Base): string {
  return message({ locale, shop, doors }, 'unknown', text(locale, 'invitation.unknown.text'))
}

/** What whoever tried too many of those sees. */
export function busyPage({ locale, shop, doors, waitMs }: Base & { waitMs: number }): string {
  const minutes = Math.ceil(waitMs / 60_000)
  return message({ locale, shop, doors }, 'busy', text(locale, 'invitation.busy.text', { minutes }))
}

/** What everybody sees while nothing can be looked up. */
export function awayPage({ locale, shop, doors }: Base): string {
  return message({ locale, shop, doors }, 'away', text(locale, 'invitation.away.text'))
}

function message(base: Base, kind: 'unknown' | 'busy' | 'away', words: string): string {
  return notePage(base, { title: text(base.locale, `invitation.${kind}.title`), words })
}

/** A page that says one thing, and leads into the shop where there are doors. */
export function notePage({ locale, shop, doors }: Base, { title, words }: { title: string; words: string }): string {
  return whole(
    { locale, title },
    html`${shop !== null && html`<p class="eyebrow">${shop}</p>`}
<h1>${title}</h1>
<p class="text">${words}</p>
${doors.length > 0 && html`<h2>${text(locale, 'invitation.welcome-anyway')}</h2>${listOf(doors, locale, false)}`}`,
  )
}

function listOf(doors: readonly Door[], locale: string, withCode: boolean): Html {
  // What takes the friend the fewest steps stands first.
  const sorted = [...doors].sort((a, b) => Number(b.carries) - Number(a.carries))
  return html`<ul class="doors">${sorted.map((door, index) => drawn(door, locale, withCode, index === 0))}</ul>`
}

function drawn({ platform, url, carries }: Door, locale: string, withCode: boolean, isFirst: boolean): Html {
  const name = platform === 'web' ? text(locale, 'invitation.open.web') : openText(platform, locale)
  const hint = text(locale, carries ? 'invitation.carries' : 'invitation.send')
  return html`<li><a class="door${withCode && carries && isFirst ? ' first' : ''}" href="${url}" rel="noopener noreferrer"
  ><span><b>${name}</b>${withCode && html`<small>${hint}</small>`}</span>${arrow}</a></li>`
}

/** Names of platforms are names: the same in every language. */
const openText = (platform: string, locale: string) =>
  text(locale, 'invitation.open', { platform: platform.charAt(0).toUpperCase() + platform.slice(1) })

const arrow = new Html('<svg viewBox="0 0 24 24" aria-hidden="true"><path d="M5 12h14M13 6l6 6-6 6"/></svg>')

function whole({ locale, title }: { locale: string; title: string }, card: Html, below?: Html): string {
  const languages = locales.map(
    (it) => html`<a href="?lang=${it}" lang="${it}" hreflang="${it}"${current(it === locale)}>${languageName(it)}</a>`,
  )
  return html`<!doctype html>
<html lang="${locale}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1, viewport-fit=cover">
<meta name="color-scheme" content="light dark">
<meta name="robots" content="noindex, nofollow">
<meta name="referrer" content="no-referrer">
<title>${title}</title>
<style>${style}</style>
</head>
<body>
<nav class="languages" aria-label="${text(locale, 'invitation.language')}">${languages}</nav>
<main class="card">
${card}
</main>
${below}
<script>${script}</script>
</body>
</html>
`.text
}

const current = (is: boolean) => new Html(is ? ' aria-current="true"' : '')
