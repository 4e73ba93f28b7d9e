import type pg from 'pg'
import {
  type CopiedTable,
  canonical,
  type Digest,
  inOrder,
  type Kind,
  kindOf,
  type Page,
  pageRows,
  type Side,
} from './side.ts'

const kinds: Record<string, Kind> = {
  text: 'text',
  integer: 'number',
  bigint: 'number',
  boolean: 'boolean',
  'timestamp without time zone': 'time',
}

const columnsSql = `SELECT c.table_name::text AS name, c.column_name::text AS "column", c.data_type::text AS type,
    c.column_default LIKE 'nextval(%' OR c.is_identity = 'YES' AS counts
  FROM information_schema.columns c JOIN information_schema.tables t USING (table_schema, table_name)
  WHERE c.table_schema = current_schema() AND t.table_type = 'BASE TABLE' AND c.table_name NOT LIKE '\\_prisma%'
  ORDER BY c.table_name, c.ordinal_position`

const refersSql = `SELECT a.relname::text AS name, b.relname::text AS refers
  FROM pg_constraint k JOIN pg_class a ON a.oid = k.conrelid JOIN pg_class b ON b.oid = k.confrelid
  WHERE k.contype = 'f' AND k.connamespace = current_schema()::regnamespace`

type ColumnRow = { name: string; column: string; type: string; counts: boolean | null }

/** How a value leaves, as the number that travels. */
const outgoing: Record<Exclude<Kind, 'text'>, (column: string) => string> = {
  number: (column) => column,
  boolean: (column) => `${column}::int`,
  time: (column) => `(extract(epoch FROM ${column}) * 1000)::bigint`,
}

/** What makes the value again of the text that has travelled. */
const incoming: Record<Kind, (text: string) => string> = {
  text: (text) => text,
  number: (text) => `${text}::bigint`,
  boolean: (text) => `${text}::int::boolean`,
  time: (text) => `timestamp 'epoch' + ${text}::bigint * interval '1 millisecond'`,
}

const out = (name: string, kind: Kind) => (kind === 'text' ? `"${name}"` : outgoing[kind](`"${name}"`))

/** A PostgreSQL database, by a connection that is in a transaction which sees one state of it. */
export class PostgresqlSide implements Side {
  readonly #client: pg.Client

  constructor(client: pg.Client) {
    this.#client = client
  }

  async tables(): Promise<CopiedTable[]> {
    const { rows } = await this.#client.query<ColumnRow>(columnsSql)
    const references = await this.#client.query<{ name: string; refers: string }>(refersSql)
    const tables = [...Map.groupBy(rows, ({ name }) => name)].map(([name, columns]): CopiedTable => {
      const counter = columns.find(({ counts }) => counts)?.column
      return {
        name,
        columns: columns.map(({ column, type }) => ({ name: column, kind: kindOf(kinds, type, `${name}.${column}`) })),
        ...(counter === undefined ? {} : { counter }),
        refers: references.rows.filter((it) => it.name === name).map(({ refers }) => refers),
      }
    })
    return inOrder(tables)
  }

  async *pages({ name, columns }: CopiedTable): AsyncIterable<Page> {
    const list = columns.map((column) => out(column.name, column.kind)).join(', ')
    await this.#client.query(
      `DECLARE page NO SCROLL CURSOR FOR SELECT json_build_array(${list})::text AS row FROM "${name}"`,
    )
    try {
      for (;;) {
        const { rows } = await this.#client.query<{ row: string }>(`FETCH ${pageRows} FROM page`)
        if (rows.length > 0) yield { rows: rows.length, json: `[${rows.map(({ row }) => row).join()}]` }
        if (rows.length < pageRows) return
      }
    } finally {
      // What went wrong is told by what was asked before.
      await this.#client.query('CLOSE page').catch(() => {})
    }
  }

  async put({ name, columns }: CopiedTable, { json }: Page): Promise<void> {
    const list = columns.map((column) => `"${column.name}"`).join(', ')
    const values = columns.map(({ kind }, index) => incoming[kind](`(value ->> ${index})`)).join(', ')
    const sql = `INSERT INTO "${name}" (${list}) SELECT ${values} FROM jsonb_array_elements($1::jsonb) AS given (value)`
    await this.#client.query(sql, [json])
  }

  async digest(table: CopiedTable): Promise<Digest> {
    const text = canonical(table, (column, kind) => (kind === 'text' ? column : `(${outgoing[kind](column)})::text`))
    const word = (from: number) => `('x' || encode(substr(hash, ${from}, 4), 'hex'))::bit(32)::bigint`
    const { rows } = await this.#client.query<{ rows: string; first: string; second: string }>(
      `SELECT count(*) AS rows, coalesce(sum(${word(1)}), 0) % 4294967296 AS first,
         coalesce(sum(${word(5)}), 0) % 4294967296 AS second
       FROM (SELECT sha256(convert_to(${text}, 'UTF8')) AS hash FROM "${table.name}") AS hashed`,
    )
    const [row] = rows
    return { rows: Number(row?.rows), sum: `${row?.first} ${row?.second}` }
  }

  async counters(tables: readonly CopiedTable[]): Promise<Record<string, number>> {
    const last: Record<string, number> = {}
    for (const { name, counter } of tables) {
      if (counter === undefined) continue
      const { rows } = await this.#client.query<{ sequence: string }>(
        `SELECT pg_get_serial_sequence('"${name}"', '${counter}') AS sequence`,
      )
      const given = await this.#client.query<{ last: string }>(
        `SELECT CASE WHEN is_called THEN last_value ELSE last_value - 1 END AS last FROM ${rows[0]?.sequence}`,
      )
      last[name] = Number(given.rows[0]?.last)
    }
    return last
  }

  async count({ name, counter }: CopiedTable, last: number): Promise<void> {
    const sequence = `pg_get_serial_sequence('"${name}"', '${counter}')`
    await this.#client.query(`SELECT setval(${sequence}, $1::bigint, $2::boolean)`, [Math.max(last, 1), last > 0])
  }

  async figures(sql: string): Promise<Record<string, number>> {
    const { rows } = await this.#client.query<Record<string, string>>(sql)
    return Object.fromEntries(Object.entries(rows[0] ?? {}).map(([name, value]) => [name, Number(value)]))
  }
}
