/** Without it spreadsheets take UTF-8 for something else. */
const mark = '\uFEFF'

/**
 * Rows as CSV (RFC 4180) that spreadsheets open as they are. Every cell is quoted, and text that a spreadsheet would take
 * for a formula is marked as text.
 */
export function toCsv(rows: readonly (readonly (string | number | null)[])[]): string {
  return mark + rows.map((row) => csvRow(row)).join('')
}

/** One such row; the first of a file begins with a mark. */
export function csvRow(row: readonly (string | number | null)[], { first = false } = {}): string {
  return `${first ? mark : ''}${row.map(cell).join(',')}\r\n`
}

function cell(value: string | number | null): string {
  if (value === null) return ''
  if (typeof value === 'number') return String(value)
  const guarded = /^[\s\p{Cf}]*[=+\-@＝＋－＠\t\r]/u.test(value) ? `'${value}` : value
  return `"${guarded.toWellFormed().replaceAll('"', '""')}"`
}
