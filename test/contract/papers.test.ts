import { describe, expect, test } from 'vitest'
import type { Feature } from '../../src/engine/feature.ts'
import { buttons } from '../../src/engine/turn.ts'
import { keptFile } from '../../src/files/exports.ts'
import { onDatabase } from '../databases.ts'
import type { Picked, Platform, Shown } from './platform.ts'
import { Reader } from './reader.ts'
import { stage, stages } from './stage.ts'
import { until } from './until.ts'

const bill: Picked = { name: 'bill.pdf', media: 'application/pdf', bytes: Buffer.alloc(100_000, 'bill') }
const list: Picked = { name: 'list.txt', media: 'text/plain', bytes: Buffer.from('milk, tea') }

/** Asks for files and shows them again. It borrows its words from the form of a role. */
const papers: Feature = {
  name: 'papers',
  commands: [{ name: 'hand', hidden: true, opens: 'grant', run: () => {} }],
  forms: [
    {
      id: 'grant',
      fields: [
        { name: 'who', kind: 'files', required: true, most: 2 },
        { name: 'role', kind: 'line', required: true },
      ],
      filled: (turn, { role = '' }, _, { who: files = [] }) =>
        turn.say({
          text: `${files.length} for ${role}.`,
          parts: [buttons(...files.map((id, index) => ({ label: `Show ${index + 1}`, press: `show:${id}` })))],
        }),
    },
  ],
  presses: {
    show: {
      run: async (turn, id) => {
        const file = await keptFile(turn.unit, id)
        turn.say({ text: file ? 'Here it is.' : 'Not yet.', parts: file ? [file] : [] })
      },
    },
  },
}

/** Hands both in, as it is done there, and gives the answer. */
async function handIn(
  platform: Platform,
  who: Awaited<ReturnType<typeof stage>>['who'],
  reader: Reader,
): Promise<Shown> {
  const hearing = async (words: string): Promise<Shown> => {
    for (;;) {
      const shown = await reader.next()
      if (shown.words.includes(words)) return shown
    }
  }
  if (platform.has.forms) {
    expect(await who.fills?.({ command: 'hand' }, { role: 'May' }, { who: [bill, list] })).toBeUndefined()
    return hearing('for May.')
  }
  who.asks('hand', '')
  await hearing('Send one file or several, up to 2.')
  who.sends?.([bill, list])
  await hearing('2 files so far.')
  who.says('done')
  await hearing('2 of 2')
  who.says('May')
  return hearing('for May.')
}

describe('files, in a feature written once', () => {
  for (const platform of stages) {
    describe(`on ${platform.name}`, () => {
      const fresh = onDatabase('sqlite')

      test('are handed in, kept, and shown again', async () => {
        const { who, database } = await stage(platform, fresh, papers)
        const reader = new Reader(who)
        const answer = await handIn(platform, who, reader)
        expect(answer.words).toContain('2 for May.')
        await until(async () => (await database.query(`SELECT id FROM file WHERE state = 'kept'`)).length === 2)
        for (const [index, { name, bytes }] of [bill, list].entries()) {
          who.presses(answer, `Show ${index + 1}`)
          let shown = await reader.next()
          // The words may be there a moment before the file.
          while (!shown.files?.length) shown = await reader.next()
          expect(shown.words).toContain('Here it is.')
          expect(shown.files?.map((file) => file.name)).toEqual([name])
          expect(shown.files?.[0]?.bytes.equals(bytes)).toBe(true)
        }
      })
    })
  }
})
