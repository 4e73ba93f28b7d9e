import { expect } from 'vitest'
import type { Shown } from '../../adapters/fake/adapter.ts'
import type { SentFile, Values } from '../../src/chat.ts'
import { type Locale, text } from '../../src/language/text.ts'
import { buttonsOf, readable } from '../conversation.ts'
import type { Actor, Scene, Spot } from './scene.ts'

/** A file that somebody has uploaded, small enough to be kept. */
export function upload({ platform }: Actor, name: string): SentFile {
  const bytes = Buffer.from(`bytes of ${name}`)
  platform.uploads.set(name, bytes)
  return { id: name, name, media: name.endsWith('.txt') ? 'text/plain' : 'image/png', size: bytes.length }
}

/**
 * Fills in the form behind a button: at once where the platform draws forms, else step by step, in the language of the
 * person, with the files beside the first words. Gives how many steps that took after the button was pressed.
 */
export async function fillsIn(
  scene: Scene,
  actor: Actor,
  shown: Shown,
  label: string,
  values: Values,
  { files, locale = 'en' }: { files?: SentFile[]; locale?: Locale } = {},
): Promise<number> {
  const button = buttonsOf(shown.message).find((it) => it.label === label)
  if (!button || !('form' in button)) throw new Error(`no form "${label}" on "${readable(shown.message)}"`)
  const form = scene.engine.form({ form: button.form }, locale)
  if (!form) throw new Error(`no form ${button.form}`)
  const { place, only } = shown
  const spot: Spot =
    only !== undefined || place.channel === actor.id
      ? {}
      : { channel: place.channel, ...(place.thread !== undefined && { thread: place.thread }) }
  if (actor.platform.can.form(form)) {
    await actor.fills(button.form, values, button.about, { ...spot, ...(files && { files }) })
    return 1
  }
  await actor.presses(shown, label)
  let steps = 0
  let left = files
  for (const field of form.fields) {
    if (!asks(actor, locale)) break
    steps += 1
    const value = values[field.name]
    if (value === undefined) await actor.presses(actor.last(), text(locale, 'interview.skip'))
    else if (field.kind === 'choice')
      await actor.presses(actor.last(), field.options.find((it) => it.value === value)?.label ?? value)
    else {
      await actor.says(value, left ? { files: left } : {})
      left = undefined
    }
  }
  return steps
}

/** Whether the last that this person sees is a question of a form. */
const asks = (actor: Actor, locale: Locale) =>
  buttonsOf(actor.last().message).some(({ label }) => label === text(locale, 'interview.cancel'))

/** Names of the files shown in a channel, in order. */
export const filesIn = (actor: Actor, channel?: string): string[] =>
  actor
    .sees(channel)
    .flatMap(({ message }) => (message.parts ?? []).flatMap((part) => (part.kind === 'file' ? [part.name] : [])))

/** What stands in a channel, one message after the other. */
export const allOf = (actor: Actor, channel?: string): string =>
  actor
    .sees(channel)
    .map(({ message }) => readable(message))
    .join('\n--\n')

/** A complaint made in the quickest way; gives its id. */
export async function complains(scene: Scene, customer: Actor, words: string, category = 'order'): Promise<number> {
  await customer.says(`/complain ${words}`)
  await customer.does({ kind: 'pressed', press: `complaint.about:c:${category}` })
  const [row] = await scene.database.query<{ id: number }>('SELECT max(id) AS id FROM complaint')
  expect(row?.id).toBeGreaterThan(0)
  return row?.id ?? 0
}

/** How a complaint stands in the database. */
export async function stands(scene: Scene, id: number): Promise<Record<string, unknown>> {
  const [row] = await scene.database.query<Record<string, unknown>>('SELECT * FROM complaint WHERE id = ?', id)
  return row ?? {}
}
