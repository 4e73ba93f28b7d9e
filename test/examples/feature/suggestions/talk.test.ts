import { expect, test, vi } from 'vitest'
import { defaultProgram } from '../../../../src/program/program.ts'
import { buttonsOf, readable, World } from '../../../conversation.ts'
import { eachDatabase, type Fresh } from '../../../databases.ts'
import { suggestionsFeature } from './feature.ts'

vi.mock('../../../../src/language/text.ts', async () => (await import('../texts.ts')).withTexts())

const day = 24 * 3_600_000

/** A shop with this feature, and its table. */
async function open(fresh: Fresh, now = () => new Date()): Promise<World> {
  const database = await fresh.open()
  const types = { sqlite: ['INTEGER PRIMARY KEY AUTOINCREMENT', 'DATETIME'], postgresql: ['BIGSERIAL', 'TIMESTAMP(3)'] }
  const [id, time] = types[fresh.dialect]
  await database.execute(
    `CREATE TABLE suggestion (id ${id}, "customerId" TEXT NOT NULL, "ownerId" TEXT NOT NULL, text TEXT NOT NULL, at ${time} NOT NULL)`,
  )
  return World.open(fresh, { database, more: [suggestionsFeature(defaultProgram)], now })
}

eachDatabase((fresh) => {
  test('a customer suggests something, and staff see it', async () => {
    const world = await open(fresh)
    const ada = world.person('ada', { locale: 'en' })
    expect((await ada.says('/suggest')).message.text).toContain('What would you like us to do?')
    expect((await ada.says('Oat milk')).message.text).toBe('Thank you. We read every idea.')
    expect((await ada.says('/suggest A bench outside')).message.text).toBe('Thank you. We read every idea.')
    const seen = await (await world.member('sam', 'staff', { locale: 'en' })).says('/suggestions')
    expect(readable(seen.message)).toMatch(/^The newest ideas\n.*: A bench outside\n.*: Oat milk$/)
    expect(buttonsOf(seen.message)).toEqual([])
    expect((await ada.says('/suggestions')).message.text).not.toContain('Oat milk')
  })

  test('nobody sends more than three within a day', async () => {
    let now = new Date('2026-03-02T09:00:00Z')
    const world = await open(fresh, () => now)
    const ada = world.person('ada', { locale: 'zh' })
    for (const idea of ['一', '二', '三']) await ada.says(`/suggest ${idea}`)
    expect((await ada.says('/suggest 四')).message.text).toBe('您今天已经提了 3 条建议，下一条请明天再发。')
    now = new Date(now.getTime() + day)
    expect((await ada.says('/suggest 四')).message.text).toBe('谢谢您。每条建议我们都会看。')
  })
})
