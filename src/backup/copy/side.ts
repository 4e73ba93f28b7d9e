/** One of the two databases, as far as its content is copied. What there is, its own catalog tells. */

/** How a value travels in JSON: times as milliseconds since 1970, booleans as 0 and 1. */
export type Kind = 'text' | 'number' | 'boolean' | 'time'

/** A table of ours. `counter`: the column that counts its rows. `refers`: tables whose rows must be there first. */
export type CopiedTable = {
  name: string
  columns: readonly { name: string; kind: Kind }[]
  counter?: string
  refers: readonly string[]
}

/** Rows as one JSON array of arrays, each in the order of the columns. */
export type Page = { rows: number; json: string }

/** What tells two tables with other rows apart, in whatever order they are: their number, and sums of their SHA-256. */
export type Digest = { rows: number; sum: string }

export interface Side {
  /** All tables but those that the database or its migrations keep for themselves, none before one that it refers to. */
  tables(): Promise<CopiedTable[]>
  pages(table: CopiedTable): AsyncIterable<Page>
  /** Adds those rows. */
  put(table: CopiedTable, page: Page): Promise<void>
  digest(table: CopiedTable): Promise<Digest>
  /** The last number that the counter of each table has given; 0 for none. */
  counters(tables: readonly CopiedTable[]): Promise<Record<string, number>>
  count(table: CopiedTable, last: number): Promise<void>
  /** The only row of a query that is the same in both, its values whole numbers. */
  figures(sql: string): Promise<Record<string, number>>
}

/** Most rows that travel together, and from how many characters on there are enough of them. */
export const pageRows = 500
export const pageCharacters = 4_000_000

/** The same tables so that each comes after those it refers to; columns by name. Throws when they refer in a ring. */
export function inOrder(tables: readonly CopiedTable[]): CopiedTable[] {
  const left = new Map(tables.map((table) => [table.name, table]))
  const ordered: CopiedTable[] = []
  while (left.size > 0) {
    const free = [...left.values()].filter(({ name, refers }) => !refers.some((it) => it !== name && left.has(it)))
    if (free.length === 0) throw new Error(`tables refer to each other in a ring: ${[...left.keys()].join(', ')}`)
    free.sort((a, b) => (a.name < b.name ? -1 : 1))
    for (const table of free) {
      ordered.push({ ...table, columns: table.columns.toSorted((a, b) => (a.name < b.name ? -1 : 1)) })
      left.delete(table.name)
    }
  }
  return ordered
}

/** The kind of a column that is declared so. Throws for a type that there was none of when this was written. */
export function kindOf(kinds: Readonly<Record<string, Kind>>, declared: string, place: string): Kind {
  const kind = kinds[declared]
  if (kind === undefined) throw new Error(`${place} is of the type ${declared}, which copies do not know yet`)
  return kind
}

/** A row as one text that is the same in both databases: the length before each text, so that nothing runs together. */
export function canonical({ columns }: CopiedTable, number: (column: string, kind: Kind) => string): string {
  return columns
    .map(({ name, kind }) =>
      kind === 'text'
        ? `coalesce(length("${name}") || ':' || "${name}", '~')`
        : `coalesce(${number(`"${name}"`, kind)}, '~')`,
    )
    .join(` || ' ' || `)
}
