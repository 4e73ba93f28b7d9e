import type { Values } from '../../chat.ts'
import { type Audience, type Condition, combine, longestName, negate } from './audience.ts'

/** Conditions that a form offers. Each is one that can be said in words, too. */
export const choices = [
  ...([
    'bought',
    'notbought',
    'spent',
    'points',
    'expiring',
    'joined',
    'birthday',
    'tag',
    'class',
    'platform',
  ] as const),
  ...(['language', 'complaining', 'notcomplained', 'referred', 'brought', 'got', 'ignored', 'segment'] as const),
  'everyone',
] as const
type Choice = (typeof choices)[number]

/** How one more condition goes together with those before. */
export const ways = ['all', 'any', 'not'] as const

type Field = 'amount' | 'days' | 'word'
/** What each of them needs; what else is filled in may be used where it makes sense. */
const needed: Readonly<Partial<Record<Choice, Field>>> = {
  ...{ notbought: 'days', spent: 'amount', points: 'amount', expiring: 'days', birthday: 'days', joined: 'days' },
  ...{ tag: 'word', class: 'word', platform: 'word', language: 'word', got: 'word', ignored: 'word', segment: 'word' },
}

/** The field that is missing, or is not as that condition needs it. */
export function wrongField(values: Values): Field | undefined {
  const need = needed[values.what as Choice]
  if (need !== undefined && (values[need] ?? '') === '') return need
  if (values.days !== undefined && !/^\d{1,4}$/.test(values.days)) return 'days'
  if (Number(values.days) > 3_650) return 'days'
  if (values.amount !== undefined && !/^\d{1,9}(\.\d{1,4})?$/.test(values.amount)) return 'amount'
  if (['points', 'expiring', 'brought', 'bought'].includes(values.what ?? '') && values.amount?.includes('.'))
    return 'amount'
  const word = (values.word ?? '').toLowerCase()
  if (values.what === 'platform' && !['telegram', 'slack', 'discord', 'web'].includes(word)) return 'word'
  if (values.what === 'language' && !['en', 'zh'].includes(word)) return 'word'
  return [...word].length > longestName ? 'word' : undefined
}

/** The condition that was filled in; {@link wrongField} found nothing wrong with it. */
export function chosen({ what, amount, days, word = '' }: Values): Audience {
  const period = days === undefined ? {} : { last: { count: Number(days), unit: 'days' as const } }
  const within = { count: Number(days ?? 0), unit: 'days' as const }
  const number = Number(amount ?? 0)
  const name = word.normalize('NFC').trim().replace(/\s+/g, ' ')
  const bought: Condition = {
    ...{ kind: 'bought', period, times: Math.max(1, number) },
    of: name === '' ? null : name.endsWith('*') ? { prefix: name.slice(0, -1) } : { sku: name },
  }
  switch (what as Choice) {
    case 'bought':
      return bought
    case 'notbought':
      return negate({ ...bought, times: 1 })
    case 'spent':
      return { kind: 'spent', compare: '>', amount: plain(amount ?? '0'), period }
    case 'points':
      return { kind: 'points', compare: '>', points: number }
    case 'expiring':
      return { kind: 'expiring', within, compare: '>', points: number }
    case 'joined':
      return { kind: 'joined', period }
    case 'birthday':
      return { kind: 'birthday', within }
    case 'tag':
      return { kind: 'tag', tag: name.toLowerCase() }
    case 'class':
      return { kind: 'class', class: name.toLowerCase() }
    case 'platform':
      return { kind: 'platform', platform: name.toLowerCase() }
    case 'language':
      return { kind: 'language', locale: name.toLowerCase() }
    case 'complaining':
      return { kind: 'complaining' }
    case 'notcomplained':
      return negate({ kind: 'complained', period })
    case 'referred':
      return { kind: 'referred', card: null }
    case 'brought':
      return { kind: 'brought', friends: Math.max(1, number) }
    case 'got':
    case 'ignored':
      return { kind: 'campaign', deed: what === 'got' ? 'got' : 'ignored', name, option: null, at: 0 }
    case 'segment':
      return { kind: 'segment', name, at: 0 }
    default:
      return { kind: 'everyone' }
  }
}

/** A decimal as audiences hold it: without zeros that say nothing. */
function plain(amount: string): string {
  const [whole = '0', part = ''] = amount.split('.')
  const end = part.replace(/0+$/, '')
  const start = whole.replace(/^0+(?=\d)/, '')
  return end === '' ? start : `${start}.${end}`
}

/** That audience with one more condition. */
export function extended(audience: Audience, way: string | undefined, more: Audience): Audience {
  if (way === 'not') return combine('all', [audience, negate(more)])
  return combine(way === 'any' ? 'any' : 'all', [audience, more])
}
