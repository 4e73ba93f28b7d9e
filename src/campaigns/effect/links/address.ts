import { randomBytes } from 'node:crypto'
import type { Ask, Unit } from '../../../engine/unit.ts'
import type { Content } from '../../rules/campaign.ts'
import { tokenOf } from './token.ts'

/** The address of this server for everybody, without a slash at its end; undefined when it has none. */
export type Outside = { public: string | undefined }

const setting = 'campaign.links'
const keyBytes = 32

const theKey: Ask<'key', Buffer> = {
  name: 'key of the links of campaigns',
  async answer(unit, asked) {
    const stored = async () => {
      const [row] = await unit.sql.query<{ value: string }>('SELECT value FROM setting WHERE name = ?', setting)
      return row && Buffer.from(row.value, 'base64')
    }
    const known = await stored()
    if (known) return asked.map(() => known)
    await unit.sql.execute(
      'INSERT INTO setting (name, value) VALUES (?, ?) ON CONFLICT (name) DO NOTHING',
      setting,
      randomBytes(keyBytes).toString('base64'),
    )
    const made = await stored()
    if (!made) throw new Error('the key of links could not be kept')
    return asked.map(() => made)
  },
}

/** What proves that a link is ours: made once, and the same in every process. */
export const linkKey = (unit: Unit): Promise<Buffer> => unit.ask(theKey, 'key')

/**
 * Gives the address that a button of somebody's message opens, by which a press is counted: of this server, which leads on. Undefined
 * where the message has no such button, or nobody outside can reach this server: then the button opens its address itself.
 */
export async function linksOf(
  unit: Unit,
  outside: Outside,
  { buttons = [] }: Pick<Content, 'buttons'>,
): Promise<((recipient: number, button: number) => string) | undefined> {
  const site = outside.public
  if (site === undefined || !buttons.some((button) => 'url' in button)) return undefined
  const key = await linkKey(unit)
  return (recipient, button) => `${site}/l/${tokenOf(key, { recipient, button })}`
}
