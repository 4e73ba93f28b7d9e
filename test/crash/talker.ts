import type { Seen } from '../platforms/telegram/screen.ts'
import type { TelegramServer } from '../platforms/telegram/server.ts'
import type { Booking, Step } from './steps.ts'

/** A message of ours as it looked when it came. */
type Shown = { id: number; text: string; labels: string[] }

/** What is said of our own accord tells of points won or lost; everything else is an answer. */
const isNotice = (text: string) => /^[+−-]/.test(text)

/**
 * Somebody who talks with the bot: has a few questions open at any time, and knows which answer belongs to which.
 * They must come in the order of the questions, each once; the same one again right after itself is a double.
 */
export class Talker {
  readonly id: number
  readonly answers: Shown[] = []
  readonly notices: Shown[] = []
  readonly bookings: Booking[] = []
  /** How many messages came twice. */
  doubled = 0
  /** What came in the wrong order, or answers nothing. */
  readonly strange: string[] = []
  /** How often something was said or pressed. */
  acts = 0
  readonly #server: TelegramServer
  readonly #steps: Iterator<Step, never>
  readonly #expected: RegExp[] = []
  /** What messages must have become in the end, by their ids. */
  readonly #becoming = new Map<number, RegExp>()
  #answered = 0
  #looked = 0

  constructor(server: TelegramServer, id: number, steps: Iterator<Step, never>) {
    this.#server = server
    this.id = id
    this.#steps = steps
    server.person({ id, name: `Person ${id}`, language: 'en' })
  }

  get open(): number {
    return this.#expected.length - this.#answered
  }

  get asked(): number {
    return this.#expected.length
  }

  /** Does the next thing that can be done now. Never asks the same twice in a row: an answer must tell what it answers. */
  act(): void {
    for (;;) {
      const { value: step } = this.#steps.next()
      if ('answer' in step && step.answer.source === this.#expected.at(-1)?.source) continue
      if (this.#does(step)) return
    }
  }

  #does(step: Step): boolean {
    if ('say' in step) this.#server.says(this.id, step.say)
    else {
      const on = this.#under(step.press)
      if (!on) return false
      if ('becomes' in step) this.#becoming.set(on.id, step.becomes)
      this.#server.presses(this.id, { chat: this.id, id: on.id }, step.press)
    }
    this.acts += 1
    if ('answer' in step) this.#expected.push(step.answer)
    if ('books' in step && step.books) this.bookings.push(step.books)
    return true
  }

  /** Reads what came since the last look. */
  look(): void {
    const count = this.#server.counts().get(this.id) ?? 0
    if (count === this.#looked) return
    for (const seen of this.#server.sent(this.id).slice(this.#looked)) this.#read(seen)
    this.#looked = count
  }

  /** Asks one thing more. */
  ask(say: string, answer: RegExp): void {
    this.#server.says(this.id, say)
    this.acts += 1
    this.#expected.push(answer)
  }

  /** What has not become what it must. */
  unchanged(): string[] {
    const now = new Map(this.#server.sent(this.id).map((seen) => [seen.id, seen.text]))
    return [...this.#becoming].flatMap(([id, becomes]) => (becomes.test(now.get(id) ?? '') ? [] : [now.get(id) ?? '']))
  }

  #read(seen: Seen): void {
    const shown = { id: seen.id, text: seen.text, labels: seen.buttons.flat().map((button) => button.text) }
    if (isNotice(seen.text)) {
      this.notices.push(shown)
      return
    }
    this.answers.push(shown)
    if (this.#expected[this.#answered]?.test(seen.text)) this.#answered += 1
    else if (this.#expected[this.#answered - 1]?.test(seen.text)) this.doubled += 1
    else this.strange.push(`${this.id}: ${seen.text.slice(0, 80)} (wanted ${this.#expected[this.#answered]})`)
  }

  /** The newest message with that button, of those not pressed before where pressing changes it. */
  #under(label: string): Shown | undefined {
    return this.answers.findLast((shown) => shown.labels.includes(label) && !this.#becoming.has(shown.id))
  }
}
