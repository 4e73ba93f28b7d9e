import { isObject } from '../shared/json.ts'
import { Acting, type Taken } from './acting.ts'
import { checkView } from './blocks/view.ts'
import { fieldsOf, fill, mistakes } from './fields.ts'
import { interaction, triggerFor, viewJson } from './interactions.ts'
import { lay } from './methods/views.ts'
import { type Attached, idOf, type Who } from './people.ts'
import type { Open } from './views.ts'

/**
 * What came of a submitted modal: `closed` when nothing is left open for it, `open` when another modal shows now, `errors`
 * at the fields, `broken` when the app did not take it; then it stays open as it is.
 */
export type Submitted = {
  kind: 'closed' | 'open' | 'errors' | 'broken'
  errors: Record<string, string>
  /** Whether Slack itself found the errors, so that the app heard nothing. */
  byClient: boolean
  why?: string
  ms: number
}

/** Modals and homes as people use them. */
export class Dialogs extends Acting {
  /** Fills fields of the modal in front, named by label, block or action. */
  fills(who: Who, values: Record<string, unknown>): void {
    const { view, answers } = this.front(who)
    for (const [name, value] of Object.entries(values)) fill(view, answers, name, this.stored(idOf(who), value))
  }

  /** Fills what is given and presses the button of the modal in front. */
  async submits(who: Who, values: Record<string, unknown> = {}): Promise<Submitted> {
    this.fills(who, values)
    const open = this.front(who)
    const person = idOf(who)
    open.isBroken = false
    open.errors = mistakes(open.view, open.answers)
    if (Object.keys(open.errors).length > 0) {
      this.world.views.tell(person)
      return { kind: 'errors', errors: open.errors, byClient: true, ms: 0 }
    }
    let answer: unknown
    const taken = await this.submit(person, open, (said) => {
      answer = said
    })
    if (!taken.ok) return this.broken(person, open, taken)
    try {
      return this.obey(person, open, answer, taken.ms)
    } catch (error) {
      const why = error instanceof Error ? error.message : String(error)
      return this.broken(person, open, { ok: false, why, ms: taken.ms })
    }
  }

  /** Closes the modal in front, or all that lie on each other. The app is told where it asked for that. */
  closes(who: Who, all = false): void {
    const person = idOf(who)
    const front = this.front(who)
    const isCleared = all || front.view.clear_on_close === true
    const gone = this.world.views.stack(person).splice(isCleared ? 0 : -1)
    for (const { view, answers } of gone.reverse()) {
      if (view.notify_on_close !== true) continue
      const { trigger_id: _, ...base } = interaction(this.world, 'view_closed', person, '')
      const payload = { ...base, view: viewJson(this.world, view, answers), is_cleared: isCleared }
      this.act('interactive', 'view_closed', person, payload, '')
    }
    this.world.views.tell(person)
  }

  /** Opens the app's home, as people do in the list of apps. */
  opensHome(who: Who): void {
    const person = idOf(who)
    if (!this.world.features.home) throw new Error('the app has no home')
    const { id } = this.world.workspace.direct(person)
    const view = this.world.views.home(person)?.view
    const event = { user: person, channel: id, tab: 'home', ...(view && { view: viewJson(this.world, view) }) }
    this.world.events.tell('app_home_opened', person, event)
  }

  /** Opens the conversation with the app without writing anything. */
  opensMessages(who: Who): void {
    const person = idOf(who)
    const { id } = this.world.workspace.direct(person)
    this.world.events.tell('app_home_opened', person, { user: person, channel: id, tab: 'messages' })
  }

  /** A list of files to attach becomes what the app is told of them; anything else stays as it is. */
  private stored(person: string, value: unknown): unknown {
    if (!Array.isArray(value) || !value.every(isAttached) || value.length === 0) return value
    const { files, stamps } = this.world
    return value.map(({ name, data }) => files.json(files.add(person, name, stamps.seconds(), Buffer.from(data))))
  }

  private submit(person: string, { view, answers }: Open, said: (answer: unknown) => void): Promise<Taken> {
    const trigger = triggerFor(this.world, 'view_submission', person, person, view.id)
    const payload = {
      ...interaction(this.world, 'view_submission', person, trigger),
      view: viewJson(this.world, view, structuredClone(answers)),
      response_urls: [],
    }
    return this.act('interactive', 'view_submission', person, payload, trigger, said).taken
  }

  /** Does what the app answered to a submission. Throws when Slack would not take that answer. */
  private obey(person: string, open: Open, answer: unknown, ms: number): Submitted {
    const { views } = this.world
    const action = isObject(answer) ? answer.response_action : undefined
    const result = (kind: Submitted['kind'], errors = {}): Submitted => ({ kind, errors, byClient: false, ms })
    const stack = views.stack(person)
    if (!isObject(answer) || action === undefined) {
      const index = stack.indexOf(open)
      if (index >= 0) stack.splice(index, 1)
      views.tell(person)
      return result(stack.length > 0 ? 'open' : 'closed')
    }
    switch (action) {
      case 'clear':
        stack.splice(0)
        return result('closed')
      case 'errors':
        open.errors = errorsOf(open, answer.errors)
        views.tell(person)
        return result('errors', open.errors)
      case 'update':
        views.change(person, open, checkView(answer.view, 'modal', this.world.files))
        return result('open')
      case 'push':
        lay(this.world, person, checkView(answer.view, 'modal', this.world.files), false)
        return result('open')
      default:
        throw new Error(`there is no response_action "${action}"`)
    }
  }

  private broken(person: string, open: Open, { why, ms }: { ok: false; why: string; ms: number }): Submitted {
    open.isBroken = true
    this.world.views.tell(person)
    return { kind: 'broken', errors: {}, byClient: false, why, ms }
  }

  private front(who: Who): Open {
    const open = this.world.views.top(idOf(who))
    if (!open) throw new Error(`${idOf(who)} has no modal open`)
    return open
  }
}

const isAttached = (value: unknown): value is Attached => isObject(value) && 'name' in value && 'data' in value

/** The errors that the app gave. Throws when one is at no field of the modal. */
function errorsOf({ view, answers }: Open, given: unknown): Record<string, string> {
  if (!isObject(given) || Object.keys(given).length === 0) throw new Error('there are no errors in the answer')
  const blocks = fieldsOf(view, answers, {}).map(({ block }) => block)
  const stray = Object.keys(given).find((block) => !blocks.includes(block))
  if (stray !== undefined) throw new Error(`there is no field "${stray}"`)
  return Object.fromEntries(Object.entries(given).map(([block, error]) => [block, String(error)]))
}
