import { isErased } from '../customers/erased.ts'
import type { Feature } from '../engine/feature.ts'
import type { Knowing } from '../engine/known.ts'
import type { Maker, Run } from '../engine/making.ts'

/**
 * Everything that is known of a customer, as a JSON file: `<customer id>`. One object with a list or an object for each
 * subject; a line for each thing in a list, so that people can read it, too. Read page by page, each in a transaction of its
 * own: whoever has been a customer for ten years keeps nobody waiting. Rejects for one who is erased.
 */
export const exportMaker =
  (features: () => readonly Feature[]): Maker =>
  async (run, customerId) => {
    if (await run((unit) => unit.ask(isErased, customerId))) throw new Error('nothing is known of that customer')
    const exported = await run(async (unit) => unit.now)
    const parts = [`${JSON.stringify('exported')}: ${JSON.stringify(exported)}`]
    for (const { known } of features())
      for (const [name, knowing] of Object.entries(known ?? {})) {
        const written = await write(run, customerId, knowing)
        if (written !== undefined) parts.push(`${JSON.stringify(name)}: ${written}`)
      }
    return Buffer.from(`{\n${parts.join(',\n')}\n}\n`)
  }

/** Undefined when there is nothing. */
async function write(run: Run, customerId: string, knowing: Knowing): Promise<string | undefined> {
  if ('one' in knowing) {
    const found = await run((unit) => knowing.one(unit, customerId))
    return found && JSON.stringify(found, null, 1)
  }
  const lines: string[] = []
  for (let after: string | undefined; ; ) {
    const page = await run((unit) => knowing.page(unit, customerId, after))
    for (const row of page.rows) lines.push(JSON.stringify(row))
    after = page.next
    if (after === undefined) return lines.length === 0 ? undefined : `[\n${lines.join(',\n')}\n]`
  }
}
