import type { Platform } from '../chat.ts'
import type { Sql } from '../database/database.ts'

const keyOf = (platform: Platform, name: string): string => `adapter ${platform} ${name}`

/** What the adapter of that platform had kept under that name. */
export async function recall(sql: Sql, platform: Platform, name: string): Promise<string | undefined> {
  const query = 'SELECT value FROM setting WHERE name = ?'
  const [row] = await sql.query<{ value: string }>(query, keyOf(platform, name))
  return row?.value
}

/** Keeps a short text for the adapter of that platform, in place of the one before. */
export async function remember(sql: Sql, platform: Platform, name: string, value: string): Promise<void> {
  await sql.execute(
    'INSERT INTO setting (name, value) VALUES (?, ?) ON CONFLICT (name) DO UPDATE SET value = excluded.value',
    keyOf(platform, name),
    value,
  )
}
