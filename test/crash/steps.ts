import type { Random } from '../platforms/shared/random.ts'

/** What staff have booked in chat for that customer, as the API names him. `amount` is written with a point, and no two are the same. */
export type Booking = { customer: string; amount: string }

/**
 * One thing somebody does. `say` is written, `press` is the label of a button under any message he has. `answer` is
 * what the message must be like that comes of it, which may be that a purchase is booked; without it, what `press`
 * stands under changes to `becomes`.
 */
export type Step =
  | { answer: RegExp; say: string; books?: Booking }
  | { answer: RegExp; press: string }
  | { becomes: RegExp; press: string }

const pick = <T>(random: Random, list: readonly T[]): T => list[Math.floor(random() * list.length)] as T

const asks: readonly Step[] = [
  { say: '/start', answer: /^Hello / },
  { say: '/points', answer: /^You have (no points yet|[\d,]+ points?)/ },
  { press: 'My points', answer: /^You have (no points yet|[\d,]+ points?)/ },
  { say: '/history', answer: /^(There is nothing here yet|Your points, entry by entry)/ },
  { say: '/help', answer: /^Tap a button, or write/ },
  { press: 'Help', answer: /^Tap a button, or write/ },
  { press: 'Language', answer: /^Which language/ },
  { say: '/earn somebody 10', answer: /^That is for our team only/ },
  { say: 'the weather is fine today', answer: /^I did not quite get that/ },
  { say: '/claim 23456-789AB', answer: /^That code is not/ },
  { press: 'All entries', becomes: /entry by entry/ },
]

/** What is said in words alone, where commands are a word of their own. */
const inWords: readonly Step[] = asks.filter((step) => 'say' in step && !/^\/\S+ /.test(step.say))

/** What a customer does: anything; with `commands`, also what is more than a word. */
export function* customerSteps(random: Random, { commands }: { commands: boolean }): Generator<Step, never> {
  yield { say: '/start', answer: /^Hello / }
  for (;;) yield pick(random, commands ? asks : inWords)
}

/** What staff do: book purchases by command and step by step, think better of it, take purchases back. */
export function* staffSteps(random: Random, book: () => Booking): Generator<Step, never> {
  yield { say: '/start', answer: /^Hello / }
  for (;;) {
    const books = book()
    const { customer, amount } = books
    const booked = new RegExp(`^Booked €${amount.replace('.', '\\.')} for `)
    const who = { say: customer, answer: /2 of 2: Amount paid/ }
    switch (Math.floor(random() * 4)) {
      case 0:
        yield { say: '/earn', answer: /1 of 2: Customer/ }
        yield who
        yield { say: amount, answer: booked, books }
        break
      case 1:
        yield { say: '/earn', answer: /1 of 2: Customer/ }
        yield who
        yield { say: 'rather a lot', answer: /Please write a number/ }
        yield { say: amount, answer: booked, books }
        yield { say: '/earn', answer: /1 of 2: Customer/ }
        yield { say: 'cancel', answer: /put that away/ }
        break
      default:
        yield { say: `/earn ${customer} ${amount}`, answer: booked, books }
    }
    if (random() < 0.3) yield { press: 'Take it back', becomes: /taken back/i }
  }
}
