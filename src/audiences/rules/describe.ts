import type { Locale } from '../../language/text.ts'
import type { Article, Audience, Condition, Period, Span } from './audience.ts'
import { months, vocabulary } from './words.ts'

type Language = 'en' | 'zh'
type Phrases = {
  and: string
  or: string
  /** Puts a condition that is over something else into its opposite. */
  not(inner: string): string
  period(period: Period): string
  condition(condition: Condition, isNot: boolean): string
}

/**
 * The audience in words of that language: what is read from them again is the same. What was left to a rule of reading
 * (which of `and` and `or` binds first) stands in brackets.
 */
export function describeAudience(locale: Locale, audience: Audience): string {
  return say(locale in phrases ? phrases[locale as Language] : phrases.en, audience)
}

function say(language: Phrases, audience: Audience): string {
  switch (audience.kind) {
    case 'all':
    case 'any': {
      const parts = audience.of.map((part) => bracketed(language, part))
      return parts.join(` ${audience.kind === 'all' ? language.and : language.or} `)
    }
    case 'not': {
      const { of } = audience
      if (of.kind === 'all' || of.kind === 'any' || of.kind === 'not') return language.not(bracketed(language, of))
      return language.condition(of, true)
    }
    default:
      return language.condition(audience, false)
  }
}

function bracketed(language: Phrases, part: Audience): string {
  return part.kind === 'all' || part.kind === 'any' ? `(${say(language, part)})` : say(language, part)
}

const quoted = (name: string) => `"${name.replace(/["“”„]/g, '$&$&')}"`
const articleName = (of: Article) => quoted('sku' in of ? of.sku : `${of.prefix}*`)
const joined = (...parts: string[]) => parts.filter((part) => part !== '').join(' ')
const word = (language: Language, concept: keyof typeof vocabulary) => vocabulary[concept][language][0] ?? ''

const units = { days: 'Days', weeks: 'Weeks', months: 'Months' } as const
const isToday = ({ count, unit }: Span) => count === 0 && unit === 'days'

const en: Phrases = {
  and: 'and',
  or: 'or',
  not: (inner) => `not ${inner}`,
  period: ({ since, before, last }) =>
    joined(
      last ? englishSpan(last) : '',
      since === undefined ? '' : `since ${since}`,
      before === undefined ? '' : `before ${before}`,
    ),
  condition(condition, isNot) {
    const not = isNot ? 'not ' : ''
    switch (condition.kind) {
      case 'everyone':
        return `${not}everyone`
      case 'staff':
        return `${not}staff`
      case 'bought': {
        const times = condition.times > 1 ? `at least ${condition.times} times` : ''
        const of = condition.of ? `of ${articleName(condition.of)}` : ''
        return joined(`${not}bought`, times, of, en.period(condition.period))
      }
      case 'spent':
        return joined(`${not}spent ${condition.compare} ${condition.amount}`, en.period(condition.period))
      case 'points':
        return `${not}points ${condition.compare} ${condition.points}`
      case 'expiring': {
        const { compare, points, within } = condition
        return joined(
          `${not}points expiring ${englishSpan(within)}`,
          compare === '>' && points === 0 ? '' : `${compare} ${points}`,
        )
      }
      case 'platform':
        return `${not}platform ${condition.platform}`
      case 'language':
        return `${not}language ${condition.locale}`
      case 'tag':
        return `${not}tag ${quoted(condition.tag)}`
      case 'class':
        return `${not}class ${quoted(condition.class)}`
      case 'joined':
        return joined(`${not}joined`, en.period(condition.period))
      case 'referred':
        return `${not}referred by ${condition.card ?? 'anyone'}`
      case 'brought':
        return condition.friends > 1 ? `${not}brought at least ${condition.friends} friends` : `${not}brought friends`
      case 'birthday':
        return `${not}birthday ${englishSpan(condition.within)}`
      case 'birthmonth': {
        const month = months.en[condition.month - 1] ?? ''
        return `${not}birthday in ${month.charAt(0).toUpperCase()}${month.slice(1)}`
      }
      case 'complaining':
        return `${not}complaint open`
      case 'complained': {
        const when = en.period(condition.period)
        return joined(isNot && when === '' ? 'never complained' : `${not}complained`, when)
      }
      case 'campaign': {
        const option = condition.option === null ? '' : `option ${condition.option}`
        return joined(`${not}${condition.deed} campaign ${quoted(condition.name)}`, option)
      }
      case 'segment':
        return `${not}segment ${quoted(condition.name)}`
      default:
        return condition satisfies never
    }
  },
}

function englishSpan(span: Span): string {
  if (isToday(span)) return 'today'
  return `in ${span.count} ${span.count === 1 ? span.unit.slice(0, -1) : span.unit}`
}

/** A time stands before its verb, and `没有` between them. */
const zh: Phrases = {
  and: '且',
  or: '或',
  not: (inner) => `非${inner}`,
  period: ({ since, before, last }) =>
    joined(
      last ? chineseSpan(last) : '',
      since === undefined ? '' : `${since} 起`,
      before === undefined ? '' : `${before} 之前`,
    ),
  condition(condition, isNot) {
    const not = isNot ? '非' : ''
    const never = isNot ? '没有' : ''
    switch (condition.kind) {
      case 'everyone':
        return `${not}所有人`
      case 'staff':
        return `${not}员工`
      case 'bought': {
        const times = condition.times > 1 ? `至少 ${condition.times} 次` : ''
        const of = condition.of ? `商品 ${articleName(condition.of)}` : ''
        return joined(zh.period(condition.period), joined(`${never}买过`, of, times))
      }
      case 'spent':
        return joined(zh.period(condition.period), `${never}消费 ${condition.compare} ${condition.amount}`)
      case 'points':
        return `${not}积分 ${condition.compare} ${condition.points}`
      case 'expiring': {
        const { compare, points, within } = condition
        const more = compare === '>' && points === 0 ? '' : `${compare} ${points}`
        return joined(`${not}积分 ${chineseSpan(within)}过期`, more)
      }
      case 'platform':
        return `${not}平台 ${condition.platform}`
      case 'language':
        return `${not}语言 ${condition.locale}`
      case 'tag':
        return `${not}标签 ${quoted(condition.tag)}`
      case 'class':
        return `${not}等级 ${quoted(condition.class)}`
      case 'joined':
        return joined(zh.period(condition.period), `${never}加入`)
      case 'referred':
        return condition.card === null ? `${not}被推荐` : `${not}由 ${condition.card} 推荐`
      case 'brought':
        return condition.friends > 1 ? `${never}带来过至少 ${condition.friends} 位朋友` : `${never}带来过朋友`
      case 'birthday':
        return `${not}${chineseSpan(condition.within)}生日`
      case 'birthmonth':
        return `${not}${condition.month}月生日`
      case 'complaining':
        return `${not}投诉未解决`
      case 'complained':
        return joined(zh.period(condition.period), `${never}投诉过`)
      case 'campaign': {
        const deed = word(
          'zh',
          condition.deed === 'got' ? 'Got' : condition.deed === 'answered' ? 'Answered' : 'Ignored',
        )
        const option = condition.option === null ? '' : `选项 ${condition.option}`
        return joined(`${not}${deed}活动 ${quoted(condition.name)}`, option)
      }
      case 'segment':
        return `${not}分组 ${quoted(condition.name)}`
      default:
        return condition satisfies never
    }
  },
}

function chineseSpan(span: Span): string {
  return isToday(span) ? '今天' : `${span.count} ${word('zh', units[span.unit])}内`
}

const phrases: Readonly<Record<Language, Phrases>> = { en, zh }
