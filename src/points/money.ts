/**
 * Exact money. An amount is a whole number of minor units (cents) in a JavaScript number, never above
 * {@link MAX_MINOR}, so that all arithmetic on it is exact.
 */

/** The largest amount, in minor units: fourteen digits, far below what a number holds exactly. */
export const MAX_MINOR = 99_999_999_999_999

// ISO 4217 where it is not 2. Not taken from Intl: that follows usage (no decimals in HUF or IDR) and changes with its
// version, and then an amount stored yesterday would mean a hundred times as much today.
const EXPONENTS: Readonly<Record<string, number>> = {
  ...{ BIF: 0, CLP: 0, DJF: 0, GNF: 0, ISK: 0, JPY: 0, KMF: 0, KRW: 0, PYG: 0, RWF: 0, UGX: 0, UYI: 0, VND: 0 },
  ...{ VUV: 0, XAF: 0, XOF: 0, XPF: 0 },
  ...{ BHD: 3, IQD: 3, JOD: 3, KWD: 3, LYD: 3, OMR: 3, TND: 3 },
  ...{ CLF: 4, UYW: 4 },
}

const currencies: ReadonlySet<string> = new Set(Intl.supportedValuesOf('currency'))

/** Whether this is an ISO 4217 code that we know, in capitals. */
export function isCurrency(code: string): boolean {
  return currencies.has(code)
}

/** How many decimals the currency has. */
export function currencyDecimals(currency: string): number {
  return EXPONENTS[currency] ?? 2
}

/**
 * - `not-an-amount`: anything but digits with at most one decimal point between them;
 * - `too-many-decimals`: more than the currency has;
 * - `negative`: where that is not allowed;
 * - `too-large`: above {@link MAX_MINOR}.
 */
export type MoneyProblem = 'not-an-amount' | 'too-many-decimals' | 'negative' | 'too-large'

export type ParsedMoney = { minor: number } | { refused: MoneyProblem }

const decimal = /^(-?)(0|[1-9][0-9]*)(?:\.([0-9]+))?$/

/** Reads a decimal such as `25.90` letter by letter; nothing is rounded, trimmed or guessed. */
export function parseMoney(text: string, currency: string, options: { negative?: boolean } = {}): ParsedMoney {
  if (text.length > 64) return { refused: /^-?[0-9]+(\.[0-9]+)?$/.test(text) ? 'too-large' : 'not-an-amount' }
  const [, sign, whole, fraction = ''] = decimal.exec(text) ?? []
  if (sign === undefined || whole === undefined) return { refused: 'not-an-amount' }
  const decimals = currencyDecimals(currency)
  if (sign !== '' && options.negative !== true) return { refused: 'negative' }
  if (fraction.length > decimals) return { refused: 'too-many-decimals' }
  const minor = Number(whole + fraction.padEnd(decimals, '0'))
  if (minor > MAX_MINOR) return { refused: 'too-large' }
  return { minor: sign !== '' && minor !== 0 ? -minor : minor }
}

/**
 * Reads an amount as a person types it: also full-width digits, spaces around, and a comma for the point. Where a
 * comma could as well part thousands (a currency with three decimals) it is refused.
 */
export function parseTypedMoney(text: string, currency: string): ParsedMoney {
  if (text.length > 64) return { refused: 'not-an-amount' }
  const plain = text.normalize('NFKC').trim()
  if (!plain.includes(',')) return parseMoney(plain, currency)
  if (plain.includes('.') || currencyDecimals(currency) === 3) return { refused: 'not-an-amount' }
  return parseMoney(plain.replace(',', '.'), currency)
}

/** The amount as {@link parseMoney} reads it: `25.90`, always with all decimals of the currency. */
export function moneyText(minor: number, currency: string): string {
  if (!Number.isSafeInteger(minor)) throw new RangeError('an amount must be a whole number of minor units')
  const decimals = currencyDecimals(currency)
  const digits = String(Math.abs(minor)).padStart(decimals + 1, '0')
  const split = digits.length - decimals
  return `${minor < 0 ? '-' : ''}${digits.slice(0, split)}${decimals > 0 ? `.${digits.slice(split)}` : ''}`
}

/** The amount for people, in the way of that locale (BCP 47): `€25.90`, `25,90 €`. Shows every minor unit there is. */
export function formatMoney(minor: number, currency: string, locale: string): string {
  const decimals = currencyDecimals(currency)
  const usual = new Intl.NumberFormat(locale, { style: 'currency', currency })
  const shown = usual.resolvedOptions().maximumFractionDigits ?? decimals
  const text = moneyText(minor, currency) as `${number}`
  if (shown >= decimals || minor % 10 ** (decimals - shown) === 0) return usual.format(text)
  return new Intl.NumberFormat(locale, { style: 'currency', currency, minimumFractionDigits: decimals }).format(text)
}
