import { describe, expect, test } from 'vitest'
import { openDatabase } from '../../src/database/open.ts'
import { text } from '../../src/language/text.ts'
import { defaultProgram } from '../../src/program/program.ts'
import { labelsOf, Scene } from '../complaints/scene.ts'
import { readable } from '../conversation.ts'
import { eachDatabase } from '../databases.ts'
import { silent } from '../log.ts'

const now = new Date('2026-06-01T00:00Z')
const open = [{ from: '09:00', to: '09:30' }]
const week = { 1: open, 2: open, 3: open, 4: open, 5: open, 6: open, 7: open }
const program = {
  callbacks: { ...defaultProgram.callbacks, hours: { timeZone: 'UTC', week, holidays: [] } },
}
const people = 200
/** 9:00 on the first day: the button that everybody presses. */
const wanted = (Date.parse('2026-06-01T09:00Z') / 60_000).toString(36)

eachDatabase((fresh) => {
  describe('two hundred who want the same time', () => {
    test('one gets it, the others are shown what is left, nobody sees an error', async () => {
      const { url, database } = await fresh.openAt()
      const scenes = [await Scene.open(fresh, { database, program, platforms: ['web'], now: () => now })]
      if (fresh.dialect === 'postgresql') {
        // Another process has another engine and connections of its own.
        const other = await openDatabase(url, { log: silent })
        fresh.after(() => other.close())
        scenes.push(await Scene.open(fresh, { database: other, program, platforms: ['web'], now: () => now }))
      }
      const actors = Array.from({ length: people }, (_, nth) => {
        const scene = scenes[nth % scenes.length]
        if (!scene) throw new Error('no scene')
        return { scene, actor: scene.person('web', `p${nth}`) }
      })
      await Promise.all(
        actors.map(({ scene, actor }, nth) =>
          scene.engine.receive(
            actor.happening({ kind: 'filled', form: 'callback', values: { reason: `Reason ${nth}` } }),
          ),
        ),
      )
      for (const scene of scenes) await scene.settle()
      const rows = await database.query<{ id: number; reason: string }>('SELECT id, reason FROM callback ORDER BY id')
      expect(rows).toHaveLength(people)
      const ids = new Map(rows.map(({ id, reason }) => [reason, id]))
      await Promise.all(
        actors.map(({ scene, actor }, nth) =>
          scene.engine.receive(
            actor.happening({ kind: 'pressed', press: `callback.at:${ids.get(`Reason ${nth}`)}:${wanted}` }),
          ),
        ),
      )
      for (const scene of scenes) await scene.settle()

      const booked = await database.query<{ id: number; at: Date }>(
        "SELECT id, at FROM callback WHERE state = 'booked'",
      )
      expect(booked).toEqual([{ id: booked[0]?.id, at: new Date('2026-06-01T09:00Z') }])
      expect(await database.query('SELECT cell FROM callback_cell')).toHaveLength(3)
      const answers = scenes.flatMap(({ platforms }) => [...platforms.values()].flatMap(({ shown }) => shown))
      const saying = (words: string) => answers.filter(({ message }) => readable(message).includes(words))
      expect(saying('we will write to you here')).toHaveLength(1)
      const others = saying('just been given away')
      expect(others).toHaveLength(people - 1)
      for (const answer of others) expect(labelsOf(answer)[0]).toBe('09:15')
      expect(saying(text('en', 'sorry'))).toEqual([])
    })
  })
})
