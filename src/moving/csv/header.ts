import papaparse from 'papaparse'
import { mostFields } from '../../customers/details/exports.ts'
import { StartError } from '../../start-error.ts'
import type { Line } from './lines.ts'

type Kind = 'customers' | 'balances' | 'purchases'

/** What the first row tells: what the rows are, by what cells are parted, and what stands in each. */
export type Header = { kind: Kind; separator: string; columns: readonly string[] }

type Columns = { must: readonly string[]; may: readonly string[] }

const kinds: Record<Kind, Columns> = {
  purchases: {
    must: ['reference', 'customer', 'amount', 'at'],
    may: ['source', 'currency', 'items', 'code', 'points', 'refunded', 'earns'],
  },
  balances: { must: ['id', 'customer', 'points'], may: ['expires', 'usable'] },
  customers: {
    must: [],
    may: [
      ...[
        'card',
        'identity',
        'name',
        'locale',
        'time_zone',
        'birthday',
        'class',
        'tags',
        'since',
        'notices',
        'stopped',
        'consent',
        'consent_at',
      ],
    ],
  },
}

/** Columns of own fields are called `field:` and the name. */
export const fieldColumn = /^field:(.{1,40})$/u

/** Reads the first row. Throws a {@link StartError} that says what is wrong with it. */
export function readHeader(line: Line | undefined, path: string): Header {
  const fail = (why: string): never => {
    throw new StartError(`${path}: ${why} See docs/import.md.`)
  }
  if (!line || line.long || line.text.trim() === '') return fail('the first line must name the columns.')
  const separator = separatorOf(line.text)
  const [cells = []] = papaparse.parse<string[]>(line.text, { delimiter: separator, newline: '\n' }).data
  const columns = cells.map((cell) => {
    const name = cell.normalize('NFKC').trim()
    return fieldColumn.test(name) ? name : name.toLowerCase().replace(/[\s-]+/g, '_')
  })
  const twice = columns.find((name, nth) => columns.indexOf(name) !== nth)
  if (twice !== undefined) fail(`the column ${shown(twice)} is there twice.`)
  const kind = kindOf(columns)
  if (!kind)
    return fail(
      'its columns tell neither customers (card, identity), balances (id, points) nor purchases (reference, amount).',
    )
  const { must, may } = kinds[kind]
  const missing = must.filter((name) => !columns.includes(name))
  if (missing.length > 0) fail(`these are ${kind}, and the column ${missing.join(', ')} is missing.`)
  const unknown = columns.filter(
    (name) => !must.includes(name) && !may.includes(name) && !(kind === 'customers' && fieldColumn.test(name)),
  )
  if (unknown.length > 0)
    fail(
      `these are ${kind}, and there is no column ${unknown.map(shown).join(', ')} for them; there are ${[...must, ...may].join(', ')}.`,
    )
  if (columns.filter((name) => fieldColumn.test(name)).length > mostFields)
    fail(`there can be at most ${mostFields} fields.`)
  return { kind, separator, columns }
}

function kindOf(columns: readonly string[]): Kind | undefined {
  if (columns.includes('amount') || columns.includes('reference')) return 'purchases'
  if (columns.includes('points')) return 'balances'
  return columns.includes('card') || columns.includes('identity') ? 'customers' : undefined
}

/** Spreadsheets write semicolons where the comma stands in numbers. */
function separatorOf(text: string): string {
  const outside = text.replace(/"[^"]*"/g, '')
  const count = (separator: string) => outside.split(separator).length
  return [',', ';', '\t'].reduce((best, it) => (count(it) > count(best) ? it : best))
}

const shown = (name: string) => JSON.stringify(name.slice(0, 40))
