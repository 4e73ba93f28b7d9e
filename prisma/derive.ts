/**
 * The PostgreSQL schema, from the one that we write. SQLite counts rows only in an INTEGER column, which there holds
 * 64 bits; PostgreSQL needs BIGINT for as many.
 */
export function derivePostgresql(schema: string): string {
  return schema
    .replace('provider = "sqlite"', 'provider = "postgresql"')
    .replace('/generated/sqlite"', '/generated/postgresql"')
    .replace(/\bInt(\s+@id @default\(autoincrement\(\)\))/g, 'BigInt$1')
}
