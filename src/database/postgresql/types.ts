/** How values come from PostgreSQL: as they do from SQLite. */
import pg from 'pg'

const TYPES = pg.types.builtins

const parsers = new Map<number, (text: string) => unknown>([
  [TYPES.INT8, Number],
  [TYPES.NUMERIC, Number],
  [TYPES.TIMESTAMP, (text) => new Date(`${text.replace(' ', 'T')}Z`)],
  [TYPES.JSON, (text) => text],
  [TYPES.JSONB, (text) => text],
])

/** For the `types` of a connection. */
export const types: pg.CustomTypesConfig = {
  getTypeParser: ((oid: number, format?: 'text' | 'binary') =>
    (format !== 'binary' && parsers.get(oid)) || pg.types.getTypeParser(oid, format)) as typeof pg.types.getTypeParser,
}
