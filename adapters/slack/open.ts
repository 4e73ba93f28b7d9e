import type { Engine, Form } from '../../src/chat.ts'
import type { Client } from './client.ts'
import { canDraw, drawForm, type Opened } from './form.ts'
import type { People } from './people.ts'
import type { Asked, Pressed } from './read.ts'

/** Opens the form behind that command or button, if there is one. Gives false when nothing was opened. */
export type OpenForm = (
  opener: Parameters<Engine['form']>[0],
  from: Asked | Pressed,
  trigger: string,
) => Promise<boolean>

export type OpenFormOptions = { engine: Pick<Engine, 'form'>; client: Client; people: People; signal: AbortSignal }

/** How long it may take, in milliseconds: what can open a modal lives three seconds. */
const deadline = 1_800
/** Most openings that are remembered, so that one told twice opens nothing twice. */
const mostOpened = 1_000

export function makeOpenForm({ engine, client, people, signal }: OpenFormOptions): OpenForm {
  const opened = new Set<string>()

  async function open(form: Form, about: Opened, trigger: string): Promise<boolean> {
    if (opened.has(trigger)) return true
    opened.add(trigger)
    const [oldest] = opened
    if (opened.size > mostOpened && oldest !== undefined) opened.delete(oldest)
    try {
      await client.call('views.open', { trigger_id: trigger, view: drawForm(form, about) }, { signal, deadline })
      return true
    } catch {
      return false
    }
  }

  return async (opener, from, trigger) => {
    if (!engine.form(opener)) return false
    const { locale } = await people.named(from.who)
    const pressed = 'meaning' in from ? from : undefined
    const about = pressed?.meaning.kind === 'form' ? pressed.meaning.about : undefined
    const form = engine.form('form' in opener ? { ...opener, about } : opener, locale)
    if (!form || !canDraw(form)) return false
    const { channel, thread } = from.where
    const metadata: Opened = {
      form: form.id,
      channel,
      ...(about !== undefined && { about }),
      ...(thread !== undefined && { thread }),
      ...(pressed?.message !== undefined && { message: pressed.message }),
      ...(locale !== undefined && { locale }),
    }
    return open(form, metadata, trigger)
  }
}
