import { EmbeddedActionsParser, type IToken, type ParserMethod } from 'chevrotain'
import { readCard } from '../../customers/card.ts'
import { locales } from '../../language/text.ts'
import {
  type Article,
  type Audience,
  type Compare,
  type Condition,
  combine,
  longestName,
  negate,
  type Period,
  type Span,
} from './audience.ts'
import { allTokens, DateToken, MonthToken, monthOf, NameToken, NumberToken, nameOf, tokens as t } from './lexer.ts'
import type { AudienceProblem } from './problem.ts'
import { readDate } from './times.ts'
import { anybody } from './words.ts'

/** A problem that a token is, before it is known what the text around it was. */
type Complaint = Pick<AudienceProblem, 'kind'> & { token: IToken; least?: number; most?: number }

/** Longest times that can be named. */
const mostOf: Readonly<Record<Span['unit'], number>> = { days: 3_650, weeks: 520, months: 120 }
const mostPoints = 1_000_000_000
const mostTimes = 10_000
const mostOption = 10
const platforms = ['telegram', 'slack', 'discord', 'web'] as const
/** What languages are called, besides by their tag. */
const languageNames: Readonly<Record<string, string>> = {
  ...{ english: 'en', 英文: 'en', 英语: 'en', chinese: 'zh', 中文: 'zh', 汉语: 'zh' },
}

/** A piece of what is said about a time, with the token it begins with. */
type Piece = { token: IToken; period: Period }

/**
 * The grammar of audiences. At each place one look at the next word tells how to go on (`maxLookahead: 1`): so exactly
 * those words can be named that could have stood where a text is wrong.
 */
export class Grammar extends EmbeddedActionsParser {
  /** What is said well but cannot be; the first counts. */
  complaints: Complaint[] = []

  constructor() {
    super([...allTokens], { maxLookahead: 1, skipValidations: false })
    this.performSelfAnalysis()
  }

  readonly audience = this.RULE('audience', (): Audience => this.SUBRULE(this.either))

  readonly either: ParserMethod<[], Audience> = this.RULE('either', (): Audience => {
    const parts = [this.SUBRULE(this.both)]
    this.MANY(() => {
      this.CONSUME(t.Or)
      parts.push(this.SUBRULE2(this.both))
    })
    return this.ACTION(() => combine('any', parts))
  })

  readonly both: ParserMethod<[], Audience> = this.RULE('both', (): Audience => {
    const parts = [this.SUBRULE(this.term)]
    this.MANY(() => {
      this.CONSUME(t.And)
      parts.push(this.SUBRULE2(this.term))
    })
    return this.ACTION(() => combine('all', parts))
  })

  readonly term: ParserMethod<[], Audience> = this.RULE('term', (): Audience => {
    const isNot = this.SUBRULE(this.nots)
    const inner = this.OR([
      {
        ALT: () => {
          this.CONSUME(t.Open)
          const within = this.SUBRULE(this.either)
          this.CONSUME(t.Close)
          return within
        },
      },
      { ALT: () => this.SUBRULE(this.condition) },
    ])
    return this.ACTION(() => (isNot ? negate(inner) : inner))
  })

  /** Any number of them; whether they negate. */
  readonly nots = this.RULE('nots', (): boolean => {
    let isNot = false
    this.MANY(() => {
      this.CONSUME(t.Not)
      isNot = !isNot
    })
    return isNot
  })

  readonly condition = this.RULE(
    'condition',
    (): Audience =>
      this.OR([
        { ALT: () => this.SUBRULE(this.plain) },
        { ALT: () => this.SUBRULE(this.timed, { ARGS: [[]] }) },
        {
          // 30天内没有买过: the time comes first.
          ALT: () => {
            const first: Piece[] = []
            this.AT_LEAST_ONE(() => first.push(this.SUBRULE(this.period)))
            const isNot = this.SUBRULE(this.nots)
            const inner = this.SUBRULE2(this.timed, { ARGS: [first] })
            return this.ACTION(() => (isNot ? negate(inner) : inner))
          },
        },
        {
          // More than 100 points.
          ALT: () => {
            const compare = this.SUBRULE(this.compare)
            const points = this.SUBRULE(this.whole, { ARGS: [0, mostPoints] })
            this.CONSUME(t.Points)
            return this.ACTION((): Condition => ({ kind: 'points', compare, points }))
          },
        },
        {
          ALT: () => {
            const month = this.CONSUME(MonthToken)
            this.CONSUME(t.Birthday)
            return this.ACTION((): Condition => ({ kind: 'birthmonth', month: monthOf(month) }))
          },
        },
      ]),
  )

  /** Conditions that know no time. */
  readonly plain = this.RULE(
    'plain',
    (): Condition =>
      this.OR([
        { ALT: () => this.#just(() => this.CONSUME(t.Everyone), { kind: 'everyone' }) },
        { ALT: () => this.#just(() => this.CONSUME(t.Staff), { kind: 'staff' }) },
        { ALT: () => after(this.CONSUME(t.Platform), this.SUBRULE(this.platform)) },
        { ALT: () => after(this.CONSUME(t.Language), this.SUBRULE(this.language)) },
        {
          ALT: () => {
            this.CONSUME(t.Tag)
            const tag = this.SUBRULE(this.name)
            return this.ACTION((): Condition => ({ kind: 'tag', tag: tag.toLowerCase() }))
          },
        },
        {
          ALT: () => {
            this.CONSUME(t.Class)
            const name = this.SUBRULE2(this.name)
            return this.ACTION((): Condition => ({ kind: 'class', class: name.toLowerCase() }))
          },
        },
        { ALT: () => this.SUBRULE(this.referred) },
        { ALT: () => this.SUBRULE(this.brought) },
        {
          ALT: () =>
            after(
              this.CONSUME(t.Complaint),
              this.#just(() => this.CONSUME(t.Unsettled), { kind: 'complaining' }),
            ),
        },
        {
          ALT: () =>
            after(
              this.CONSUME2(t.Unsettled),
              this.#just(() => this.CONSUME2(t.Complaint), { kind: 'complaining' }),
            ),
        },
        { ALT: () => this.SUBRULE(this.campaign) },
        {
          ALT: () => {
            this.CONSUME(t.Segment)
            const token = this.CONSUME(NameToken)
            return this.ACTION((): Condition => ({ kind: 'segment', name: this.#name(token), at: token.startOffset }))
          },
        },
      ]),
  )

  readonly platform = this.RULE('platform', (): Condition => {
    const token = this.CONSUME(NameToken)
    return this.ACTION(() => {
      const platform = nameOf(token).toLowerCase()
      if (!(platforms as readonly string[]).includes(platform)) this.complaints.push({ kind: 'platform', token })
      return { kind: 'platform', platform }
    })
  })

  readonly language = this.RULE('language', (): Condition => {
    const token = this.CONSUME(NameToken)
    return this.ACTION(() => {
      const word = nameOf(token).toLowerCase()
      const locale = Object.hasOwn(languageNames, word) ? (languageNames[word] ?? word) : word
      if (!locales.includes(locale)) this.complaints.push({ kind: 'language', token })
      return { kind: 'language', locale }
    })
  })

  readonly name = this.RULE('name', (): string => {
    const token = this.CONSUME(NameToken)
    return this.ACTION(() => this.#name(token))
  })

  readonly referred = this.RULE('referred', (): Condition => {
    let by: IToken | undefined
    this.OR([
      {
        ALT: () => {
          this.CONSUME(t.Referred)
          this.OPTION(() => {
            this.CONSUME(t.By)
            by = this.CONSUME(NameToken)
          })
        },
      },
      {
        // 由 7KQ-M4X-2RD 推荐
        ALT: () => {
          this.CONSUME2(t.By)
          by = this.CONSUME2(NameToken)
          this.CONSUME(t.Recommended)
        },
      },
    ])
    return this.ACTION((): Condition => {
      const word = by && nameOf(by).toLowerCase()
      if (!by || word === undefined || anybody.has(word)) return { kind: 'referred', card: null }
      const card = readCard(word.replace(/^card:/, ''))
      if (card === undefined) this.complaints.push({ kind: 'card', token: by })
      return { kind: 'referred', card: card ?? null }
    })
  })

  readonly brought = this.RULE('brought', (): Condition => {
    this.CONSUME(t.Brought)
    const friends = this.OPTION(() => {
      this.CONSUME(t.AtLeast)
      return this.SUBRULE(this.whole, { ARGS: [1, mostTimes] })
    })
    this.CONSUME(t.Friends)
    return this.ACTION((): Condition => ({ kind: 'brought', friends: friends ?? 1 }))
  })

  readonly campaign = this.RULE('campaign', (): Condition => {
    const deed = this.OR([
      { ALT: () => after(this.CONSUME(t.Got), 'got' as const) },
      { ALT: () => after(this.CONSUME(t.Answered), 'answered' as const) },
      { ALT: () => after(this.CONSUME(t.Ignored), 'ignored' as const) },
    ])
    this.CONSUME(t.Campaign)
    const token = this.CONSUME(NameToken)
    const option = this.OPTION(() => {
      const word = this.CONSUME(t.Option)
      const number = this.SUBRULE(this.whole, { ARGS: [1, mostOption] })
      this.ACTION(() => {
        if (deed !== 'answered') this.complaints.push({ kind: 'unfit', token: word })
      })
      return number
    })
    return this.ACTION(
      (): Condition => ({
        ...{ kind: 'campaign', deed, option: option ?? null },
        ...{ name: this.#name(token), at: token.startOffset },
      }),
    )
  })

  /** Conditions that may have a time, said before them or behind. */
  readonly timed = this.RULE(
    'timed',
    (before: Piece[] = []): Condition =>
      this.OR([
        { ALT: () => this.SUBRULE(this.bought, { ARGS: [before] }) },
        { ALT: () => this.SUBRULE(this.spent, { ARGS: [before] }) },
        {
          ALT: () => {
            this.CONSUME(t.Joined)
            const period = this.SUBRULE(this.periods, { ARGS: [before] })
            return this.ACTION((): Condition => ({ kind: 'joined', period }))
          },
        },
        {
          ALT: () => {
            this.CONSUME(t.Complained)
            const period = this.SUBRULE2(this.periods, { ARGS: [before] })
            return this.ACTION((): Condition => ({ kind: 'complained', period }))
          },
        },
        { ALT: () => this.SUBRULE(this.birthday, { ARGS: [before] }) },
        {
          ALT: () => {
            const token = this.CONSUME(t.Points)
            return this.OR2([
              { ALT: () => this.SUBRULE2(this.expiring, { ARGS: [before] }) },
              {
                ALT: () => {
                  const compare = this.SUBRULE(this.compare)
                  const points = this.SUBRULE(this.whole, { ARGS: [0, mostPoints] })
                  return this.ACTION((): Condition => {
                    if (before.length > 0) this.complaints.push({ kind: 'unfit', token })
                    return { kind: 'points', compare, points }
                  })
                },
              },
              {
                // 积分7天内过期
                ALT: () => {
                  const piece = this.SUBRULE(this.period)
                  return this.SUBRULE3(this.expiring, { ARGS: [[...before, piece]] })
                },
              },
            ])
          },
        },
        { ALT: () => this.SUBRULE(this.expiring, { ARGS: [before] }) },
      ]),
  )

  readonly bought = this.RULE('bought', (before: Piece[] = []): Condition => {
    const pieces = [...before]
    const said = { of: [] as IToken[], times: [] as { token: IToken; count: number }[] }
    this.CONSUME(t.Bought)
    this.MANY(() =>
      this.OR([
        { ALT: () => pieces.push(this.SUBRULE(this.period)) },
        {
          ALT: () => {
            this.CONSUME(t.Of)
            said.of.push(this.CONSUME(NameToken))
          },
        },
        {
          ALT: () => {
            const token = this.CONSUME(t.AtLeast)
            const count = this.SUBRULE(this.whole, { ARGS: [1, mostTimes] })
            this.CONSUME(t.Times)
            said.times.push({ token, count })
          },
        },
      ]),
    )
    return this.ACTION((): Condition => {
      this.#once(said.of)
      this.#once(said.times.map(({ token }) => token))
      const [token] = said.of
      const of = token ? this.#article(token) : null
      return { kind: 'bought', period: this.#together(pieces), of, times: said.times[0]?.count ?? 1 }
    })
  })

  readonly spent = this.RULE('spent', (before: Piece[] = []): Condition => {
    const pieces = [...before]
    this.CONSUME(t.Spent)
    this.MANY(() => pieces.push(this.SUBRULE(this.period)))
    const compare = this.SUBRULE(this.compare)
    const token = this.CONSUME(NumberToken)
    this.MANY2(() => pieces.push(this.SUBRULE2(this.period)))
    return this.ACTION((): Condition => {
      const [whole = '', part = ''] = token.image.replaceAll(',', '').split('.')
      if (whole.length > 12 || part.length > 4) this.complaints.push({ kind: 'number', token, least: 0, most: 1e12 })
      const [leading, end] = [whole.replace(/^0+(?=\d)/, ''), part.replace(/0+$/, '')]
      const amount = end === '' ? leading : `${leading}.${end}`
      return { kind: 'spent', compare, amount, period: this.#together(pieces) }
    })
  })

  readonly expiring = this.RULE('expiring', (before: Piece[] = []): Condition => {
    const pieces = [...before]
    const word = this.CONSUME(t.Expiring)
    this.OPTION(() => this.CONSUME(t.Points))
    const said: { token: IToken; compare: Compare; points: number }[] = []
    this.MANY(() =>
      this.OR([
        { ALT: () => pieces.push(this.SUBRULE(this.period)) },
        {
          ALT: () => {
            const token = this.LA(1)
            const compare = this.SUBRULE(this.compare)
            said.push({ token, compare, points: this.SUBRULE(this.whole, { ARGS: [0, mostPoints] }) })
          },
        },
      ]),
    )
    return this.ACTION((): Condition => {
      this.#once(said.map(({ token }) => token))
      const { compare = '>', points = 0 } = said[0] ?? {}
      return { kind: 'expiring', within: this.#ahead(word, pieces), compare, points }
    })
  })

  readonly birthday = this.RULE('birthday', (before: Piece[] = []): Condition => {
    const word = this.CONSUME(t.Birthday)
    const pieces = [...before]
    const month = this.OPTION(() =>
      this.OR([
        {
          ALT: () => {
            const token = this.CONSUME(t.In)
            return this.OR2([
              { ALT: () => this.CONSUME(MonthToken) },
              {
                ALT: () => {
                  const last = this.SUBRULE(this.span)
                  this.OPTION2(() => this.CONSUME(t.Inside))
                  pieces.push({ token, period: { last } })
                  return undefined
                },
              },
            ])
          },
        },
        { ALT: () => this.CONSUME2(MonthToken) },
        {
          ALT: () => {
            const token = this.CONSUME(t.Today)
            pieces.push({ token, period: { last: today } })
            return undefined
          },
        },
        {
          ALT: () => {
            const token = this.LA(1)
            const last = this.SUBRULE2(this.span)
            this.CONSUME2(t.Inside)
            pieces.push({ token, period: { last } })
            return undefined
          },
        },
      ]),
    )
    return this.ACTION((): Condition => {
      if (month && before.length > 0) this.complaints.push({ kind: 'twice', token: month })
      if (month) return { kind: 'birthmonth', month: monthOf(month) }
      return { kind: 'birthday', within: this.#ahead(word, pieces) }
    })
  })

  readonly periods = this.RULE('periods', (before: Piece[] = []): Period => {
    const pieces = [...before]
    this.MANY(() => pieces.push(this.SUBRULE(this.period)))
    return this.ACTION(() => this.#together(pieces))
  })

  readonly period = this.RULE('period', (): Piece => {
    const token = this.LA(1)
    const period = this.OR([
      {
        ALT: () => {
          this.CONSUME(t.Since)
          const since = this.SUBRULE(this.date)
          this.OPTION(() => this.CONSUME(t.Onwards))
          return { since }
        },
      },
      { ALT: () => after(this.CONSUME(t.Before), { before: this.SUBRULE2(this.date) }) },
      {
        ALT: () => {
          const day = this.SUBRULE3(this.date)
          return this.OR2([
            { ALT: () => after(this.CONSUME2(t.Onwards), { since: day }) },
            { ALT: () => after(this.CONSUME(t.Earlier), { before: day }) },
          ])
        },
      },
      {
        ALT: () => {
          this.CONSUME(t.In)
          const last = this.SUBRULE(this.span)
          this.OPTION2(() => this.CONSUME(t.Inside))
          return { last }
        },
      },
      {
        ALT: () => {
          const last = this.SUBRULE2(this.span)
          this.CONSUME2(t.Inside)
          return { last }
        },
      },
      { ALT: () => after(this.CONSUME(t.Today), { last: today }) },
    ])
    return { token, period }
  })

  readonly span = this.RULE('span', (): Span => {
    const token = this.CONSUME(NumberToken)
    const unit = this.OR([
      { ALT: () => after(this.CONSUME(t.Days), 'days' as const) },
      { ALT: () => after(this.CONSUME(t.Weeks), 'weeks' as const) },
      { ALT: () => after(this.CONSUME(t.Months), 'months' as const) },
    ])
    return this.ACTION(() => ({ count: this.#whole(token, unit === 'days' ? 0 : 1, mostOf[unit]), unit }))
  })

  readonly date = this.RULE('date', (): string => {
    const token = this.CONSUME(DateToken)
    return this.ACTION(() => {
      const day = readDate(token.image)
      if (day === undefined) this.complaints.push({ kind: 'date', token })
      return day ?? '2000-01-01'
    })
  })

  readonly compare = this.RULE(
    'compare',
    (): Compare =>
      this.OR([
        { ALT: () => after(this.CONSUME(t.More), '>' as const) },
        { ALT: () => after(this.CONSUME(t.AtLeast), '>=' as const) },
        { ALT: () => after(this.CONSUME(t.Less), '<' as const) },
        { ALT: () => after(this.CONSUME(t.AtMost), '<=' as const) },
        { ALT: () => after(this.CONSUME(t.Exactly), '=' as const) },
      ]),
  )

  readonly whole = this.RULE('whole', (least = 0, most = 0): number => {
    const token = this.CONSUME(NumberToken)
    return this.ACTION(() => this.#whole(token, least, most))
  })

  #just(consume: () => unknown, condition: Condition): Condition {
    consume()
    return condition
  }

  #whole(token: IToken, least: number, most: number): number {
    const number = Number(token.image.replaceAll(',', ''))
    if (Number.isInteger(number) && number >= least && number <= most) return number
    this.complaints.push({ kind: 'number', token, least, most })
    return least
  }

  #name(token: IToken): string {
    const name = nameOf(token)
    if (name === '' || [...name].length > longestName) this.complaints.push({ kind: 'name', token })
    return name
  }

  #article(token: IToken): Article {
    const name = this.#name(token)
    if (name === '*') this.complaints.push({ kind: 'name', token })
    return name.endsWith('*') ? { prefix: name.slice(0, -1) } : { sku: name }
  }

  #once(said: readonly IToken[]): void {
    const [, second] = said
    if (second) this.complaints.push({ kind: 'twice', token: second })
  }

  #together(pieces: readonly Piece[]): Period {
    const whole: Period = {}
    for (const { token, period } of pieces) {
      if (Object.keys(period).some((key) => key in whole)) this.complaints.push({ kind: 'twice', token })
      Object.assign(whole, period)
    }
    return whole
  }

  /** How far ahead: there must be one time, and it must be a span. */
  #ahead(word: IToken, pieces: readonly Piece[]): Span {
    const [first, second] = pieces
    if (second) this.complaints.push({ kind: 'twice', token: second.token })
    if (!first?.period.last) this.complaints.push({ kind: 'ahead', token: first?.token ?? word })
    return first?.period.last ?? today
  }
}

/** The value, once the word before it was taken. */
const after = <T>(_taken: IToken, value: T): T => value

const today: Span = { count: 0, unit: 'days' }
