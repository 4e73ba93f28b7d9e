import { type Acknowledge, type Answer, answers, type Outcome } from './acknowledge.ts'
import type { Forms } from './forms.ts'
import { type Interaction, messageOf } from './interaction.ts'
import { happeningOf } from './read.ts'
import { Recent } from './recent.ts'
import { flags } from './render.ts'
import type { Replies, Way } from './replies.ts'
import type { Store } from './store.ts'

export type ServeOptions = {
  replies: Replies
  forms: Forms
  acknowledge: Acknowledge
  store: Store
  /** Takes a message away that is for one person's eyes alone. */
  remove(way: Way): void
  /** Whether the first answer is still shown as thinking. Never rejects. */
  thinks(way: Way): Promise<boolean>
  /** How long storing may take before an interaction is acknowledged all the same, in milliseconds. */
  patience: number
  /** After so many milliseconds without an answer nobody is shown any longer that we are at it. */
  thinking: number
}

/** Interactions that are known again when they are told twice. */
const mostTold = 5_000

/** Takes commands, presses and forms, and gives each its first answer. */
export function makeServe({ replies, forms, acknowledge, store, remove, thinks, patience, thinking }: ServeOptions) {
  const told = new Recent<string, 'form' | 'act'>(mostTold)

  return async (interaction: Interaction, signal: AbortSignal): Promise<void> => {
    const before = told.get(interaction.id)
    if (before === 'form') return
    // what opens a form is answered by it before anything else is done, since Discord takes it as first answer only
    const isForm = !before && (interaction.kind === 'submit' ? forms.object(interaction) : forms.open(interaction))
    told.set(interaction.id, isForm ? 'form' : 'act')
    if (isForm) return
    const origin = interaction.kind === 'submit' ? forms.origin(interaction) : messageOf(interaction)
    const happening = happeningOf(interaction, origin)
    if (!happening) return
    // told twice it is one and the same thing, and has one first answer
    if (before) return store(happening, signal)
    const { where, direct, who, app, token } = interaction
    const first = firstAnswer(interaction)
    const ready = Promise.withResolvers<Outcome>()
    const person = direct ? {} : { person: who.id }
    // known before it is stored, for the courier may be quicker with the answer than we are here
    replies.opened(where, { app, token, thinking: first.type === answers.thinking, ...person, ready: ready.promise })
    const once = makeOnce(() => void answer(interaction, first).then(ready.resolve))
    // Discord tells people after three seconds that we failed them, though it will be stored and answered: so when
    // storing is late, the first answer goes ahead, which promises nothing but that we are at it
    const late = setTimeout(once, patience)
    try {
      await store(happening, signal)
      once()
    } finally {
      clearTimeout(late)
      if (signal.aborted) ready.resolve('refused')
    }
  }

  async function answer(interaction: Interaction, first: Answer): Promise<Outcome> {
    const { where, app, token, message } = interaction
    const original = { app, token, name: '@original' }
    if (message?.ephemeral) replies.keep(message.id, original)
    let outcome = await acknowledge(interaction, first)
    // given by a process that ended before it could fill that in: so we do
    const isOurs = outcome === 'before' && first.type === answers.thinking && (await thinks(original))
    if (isOurs) outcome = 'taken'
    // the form was opened once more from what we had said of it, which is settled now
    if (interaction.kind === 'submit' && interaction.opened.again !== undefined) remove(original)
    if (outcome === 'taken' && first.type === answers.thinking) {
      setTimeout(() => replies.settle(where, token).forEach(remove), thinking).unref()
    }
    return outcome
  }
}

/** A press needs no answer that is seen; a command is shown as being worked on, in a server to who gave it alone. */
function firstAnswer({ kind, message, direct }: Interaction): Answer {
  if (kind !== 'command' && message) return { type: answers.silence }
  return { type: answers.thinking, ...(!direct && { data: { flags: flags.ephemeral } }) }
}

function makeOnce(run: () => void): () => void {
  let done = false
  return () => {
    if (!done) run()
    done = true
  }
}
