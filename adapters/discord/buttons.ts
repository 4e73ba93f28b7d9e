import { type Button, SendError } from '../../src/chat.ts'
import { literal } from '../shared/text.ts'
import { caption, limits } from './text.ts'

/** Numbers of the components that we draw. */
export const kinds = { row: 1, button: 2, select: 3, input: 4, label: 18, upload: 19 } as const

type Drawn = { type: typeof kinds.button; style: number; label: string } & ({ custom_id: string } | { url: string })

type Select = { type: typeof kinds.select; custom_id: string; options: { label: string; value: string }[] }

/** `id` is a number that Discord keeps; it gives one itself where there is none. */
export type Row = { type: typeof kinds.row; id?: number; components: (Drawn | Select)[] }

const styles = { primary: 1, plain: 2, danger: 4, link: 5 } as const

/**
 * Buttons in rows of five. What is more than fits stands in a list to choose from. Left out are those that lead nowhere
 * on the web, and those beyond the most there can be.
 */
export function layOut(buttons: readonly Button[]): Row[] {
  const drawn = buttons.filter(leadsSomewhere).map(draw)
  if (drawn.length <= limits.buttons) return inRows(drawn)
  const options = drawn
    .slice(limits.buttons - limits.row)
    .flatMap(toOption)
    .slice(0, limits.options)
  const rows = inRows(drawn.slice(0, limits.buttons - limits.row))
  if (options.length === 0) return rows
  return [...rows, { type: kinds.row, components: [{ type: kinds.select, custom_id: 'more', options }] }]
}

function inRows(drawn: readonly Drawn[]): Row[] {
  const rows: Row[] = []
  for (let at = 0; at < drawn.length; at += limits.row) {
    rows.push({ type: kinds.row, components: drawn.slice(at, at + limits.row) })
  }
  return rows
}

/** A link cannot be chosen. */
const toOption = (button: Drawn) => ('custom_id' in button ? [{ label: button.label, value: button.custom_id }] : [])

/** The rows without the buttons that are links. */
export function withoutLinks(rows: readonly Row[]): Row[] {
  return rows
    .map((row) => ({ ...row, components: row.components.filter((each) => !('url' in each)) }))
    .filter(({ components }) => components.length > 0)
}

/**
 * What a button stands for, from its custom id: Discord wants those of one message to differ, so each begins with
 * its number. Undefined when it is none of ours.
 */
export function pressOf(id: string): string | undefined {
  return /^[0-9a-z]{1,4}\|([\s\S]+)$/.exec(id)?.[1]
}

/** The press that opens a form, and back. */
export const opening = {
  of: (form: string, about: string | undefined): string =>
    about === undefined ? `form:${form}` : `form:${form}:${about}`,
  read(press: string): { form: string; about?: string } | undefined {
    const found = /^form:([^:]+)(?::([\s\S]*))?$/.exec(press)
    if (!found?.[1]) return undefined
    return { form: found[1], ...(found[2] !== undefined && { about: found[2] }) }
  },
}

function leadsSomewhere(button: Button): boolean {
  if (!('url' in button)) return true
  const { url } = button
  return url.length <= limits.url && URL.canParse(url) && ['http:', 'https:'].includes(new URL(url).protocol)
}

function draw(button: Button, index: number): Drawn {
  const base = { type: kinds.button, label: caption(button.label, limits.label) } as const
  if ('url' in button) return { ...base, style: styles.link, url: literal(button.url) }
  const press = 'press' in button ? button.press : opening.of(button.form, button.about)
  if (press === '' || Buffer.byteLength(press) > limits.data) {
    throw new SendError({ kind: 'refused' }, 'a button must carry 1 to 64 bytes')
  }
  return { ...base, style: styles[button.tone ?? 'plain'], custom_id: `${index.toString(36)}|${literal(press)}` }
}
