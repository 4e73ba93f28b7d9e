import type { Heard, Voice } from './fronts/front.ts'
import type { Booking, Step } from './steps.ts'

/** What is said of our own accord tells of points won or lost; everything else is an answer. */
const isNotice = (text: string) => /^[+−-]/.test(text)

/** The only thing that we ask without being asked. */
const isQuestion = (text: string) => text.includes('we ask it only once')

/**
 * Somebody who talks with the bot: has a few questions open at any time, and knows which answer belongs to which.
 * They must come in the order of the questions, each once; the same one again right after itself is a double.
 */
export class Talker {
  readonly voice: Voice
  /** Messages as they looked when they came. */
  readonly answers: Heard[] = []
  readonly notices: Heard[] = []
  readonly bookings: Booking[] = []
  /** How often he was asked whether he wants promotions. */
  questions = 0
  /** How many messages came twice. */
  doubled = 0
  /** What came in the wrong order, or answers nothing. */
  readonly strange: string[] = []
  /** How often something was said or pressed. */
  acts = 0
  readonly #steps: Iterator<Step, never>
  readonly #expected: RegExp[] = []
  /** What messages must have become in the end, by their ids. */
  readonly #becoming = new Map<string, RegExp>()
  #answered = 0
  #looked = 0

  constructor(voice: Voice, steps: Iterator<Step, never>) {
    this.voice = voice
    this.#steps = steps
  }

  /** As the API names this person. */
  get id(): string {
    return this.voice.reference
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
    if ('say' in step) this.#say(step.say)
    else {
      const on = this.#under(step.press)
      if (!on || !this.voice.presses) return false
      if ('becomes' in step) this.#becoming.set(on.id, step.becomes)
      this.voice.presses(on.id, step.press)
    }
    this.acts += 1
    if ('answer' in step) this.#expected.push(step.answer)
    if ('books' in step && step.books) this.bookings.push(step.books)
    return true
  }

  /** Reads what came since the last look. */
  look(): void {
    const news = this.voice.heard(this.#looked)
    for (const heard of news) this.#read(heard)
    this.#looked += news.length
  }

  /** Asks one thing more. */
  ask(say: string, answer: RegExp): void {
    this.#say(say)
    this.acts += 1
    this.#expected.push(answer)
  }

  /** What has not become what it must. */
  unchanged(): string[] {
    const now = new Map(this.voice.heard(0).map((heard) => [heard.id, heard.text]))
    return [...this.#becoming].flatMap(([id, becomes]) => (becomes.test(now.get(id) ?? '') ? [] : [now.get(id) ?? '']))
  }

  /** Where commands have no slash they are a word. */
  #say(text: string): void {
    this.voice.says(this.voice.commands ? text : text.replace(/^\//, ''))
  }

  #read(heard: Heard): void {
    const { text } = heard
    if (isNotice(text)) {
      this.notices.push(heard)
      return
    }
    if (isQuestion(text)) {
      this.questions += 1
      return
    }
    this.answers.push(heard)
    if (this.#expected[this.#answered]?.test(text)) this.#answered += 1
    else if (this.#expected[this.#answered - 1]?.test(text)) this.doubled += 1
    else this.strange.push(`${this.id}: ${text.slice(0, 80)} (wanted ${this.#expected[this.#answered]})`)
  }

  /** The newest message with that button, of those not pressed before where pressing changes it. */
  #under(label: string): Heard | undefined {
    return this.answers.findLast((shown) => shown.labels.includes(label) && !this.#becoming.has(shown.id))
  }
}
