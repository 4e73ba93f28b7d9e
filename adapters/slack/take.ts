import type { Engine, FieldErrors, Happening } from '../../src/chat.ts'
import type { Wait } from '../shared/patience.ts'
import { type Shape, shape, string } from '../shared/shape.ts'
import type { Me } from './base.ts'
import type { Client } from './client.ts'
import { drawErrors, type Filled, readForm } from './form.ts'
import { makeOpenForm } from './open.ts'
import type { Take } from './order.ts'
import type { People } from './people.ts'
import type { Seal } from './press.ts'
import { type Envelope, type Reading, readCommand, readEvent, readFilled, readPress } from './read.ts'
import { nameMentioned, resolveWords, withNames } from './vocabulary.ts'

export type TakeOptions = {
  engine: Pick<Engine, 'receive' | 'form' | 'check' | 'commands' | 'locales'>
  client: Client
  me: Me
  seal: Seal
  people: People
  /** Notes where answers to a message for one person alone can be sent. */
  answers: { note(channel: string, message: string, url: string): void }
  signal: AbortSignal
  now: () => Date
  wait: Wait
  onStored(stored: boolean): void
}

/** How long the engine is asked again to store something, in milliseconds since it came. */
const storeFor = 2_000
const firstPause = 50

/**
 * Reads what Slack tells and hands it to the engine, in the order in which it is called. A form is opened before
 * anything else. Rejects when it could not be stored: then Slack must not be told that it was taken.
 */
export function makeTake(options: TakeOptions): Take {
  const { engine, client, me, seal, people, signal, now, wait } = options
  const opens = makeOpenForm({ engine, client, people, signal })

  /** Slack tells only once of a press, a command or a form: a passing trouble is sat out. */
  async function store(happening: Happening): Promise<void> {
    const since = now().getTime()
    for (let pause = firstPause; ; pause *= 2) {
      try {
        await engine.receive(happening)
        return options.onStored(true)
      } catch (error) {
        options.onStored(false)
        await wait(pause, signal)
        if (signal.aborted || now().getTime() - since > storeFor) throw error
      }
    }
  }

  async function receive(happening: Happening): Promise<void> {
    if (happening.direct) people.note(happening.who.id, happening.where.channel)
    const [who, told] = await Promise.all([people.named(happening.who), withNames(happening, people)])
    await store({ ...told, who })
  }

  async function takeCommand(body: Shape, reading: Reading): Promise<void> {
    const read = readCommand(body, reading)
    if (!read) return
    const { trigger, ...asked } = read
    const { command, args, who, where } = asked
    // a command may also be typed where two people talk alone
    const plain = asked.direct ? { ...asked, where: { ...where, channel: await people.home(who.id) } } : asked
    if (await opens({ command, args }, plain, trigger)) return
    await receive(resolveWords(plain, engine))
  }

  async function takePress(body: Shape, reading: Reading): Promise<void> {
    const pressed = readPress(body, reading)
    if (!pressed) return
    const { meaning, trigger, answer, ...base } = pressed
    if (answer !== undefined && base.message !== undefined)
      options.answers.note(base.where.channel, base.message, answer)
    switch (meaning.kind) {
      case 'link':
        return
      case 'press':
        return receive({ ...base, kind: 'pressed', press: meaning.press })
      case 'form': {
        if (await opens({ form: meaning.form }, pressed, trigger)) return
        const press = meaning.about === undefined ? `form:${meaning.form}` : `form:${meaning.form}:${meaning.about}`
        return receive({ ...base, kind: 'pressed', press })
      }
      default:
        return meaning satisfies never
    }
  }

  async function takeForm(body: Shape, filled: Filled, reading: Reading): Promise<object | undefined> {
    const { opened: about, values, files, fields } = filled
    const wrong: FieldErrors | undefined = engine.check(about.form, values, about.locale, files)
    if (wrong && Object.keys(wrong).length > 0) return drawErrors(wrong, fields)
    const happening = readFilled(body, filled, reading)
    if (happening) await receive(happening)
    return undefined
  }

  return async ({ type, body }: Envelope) => {
    const reading: Reading = { me, seal, now: now(), home: (person) => people.direct(person) ?? person }
    switch (type) {
      case 'events_api': {
        const happening = readEvent(body, reading)
        if (happening) await receive(nameMentioned(happening, engine))
        return undefined
      }
      case 'slash_commands':
        await takeCommand(body, reading)
        return undefined
      case 'interactive': {
        const filled = string(body.type) === 'view_submission' ? readForm(shape(body.view)) : undefined
        if (filled) return takeForm(body, filled, reading)
        await takePress(body, reading)
        return undefined
      }
      default:
        return type satisfies never
    }
  }
}
