import { describe, expect, test } from 'vitest'
import { text } from '../../src/language/text.ts'
import { type Actor, kinds, labelsOf, Scene } from '../complaints/scene.ts'
import { readable } from '../conversation.ts'
import { eachDatabase } from '../databases.ts'

/** What a file that was sent to somebody holds. */
async function paperOf(scene: Scene, who: Actor): Promise<Record<string, unknown>> {
  const part = who
    .sees()
    .flatMap(({ message }) => message.parts ?? [])
    .find((part) => part.kind === 'file')
  if (part?.kind !== 'file') throw new Error('no file was sent')
  return JSON.parse(Buffer.from(await scene.engine.file(part.file)).toString())
}

eachDatabase((fresh) => {
  describe.each(Object.keys(kinds))('on %s', (platform) => {
    test.each(['en', 'zh'])('somebody sees what is kept, has it sent and has it deleted, in %s', async (locale) => {
      const scene = await Scene.open(fresh, { platforms: [platform] })
      const t = (key: string, values = {}) => text(locale, key, values)
      const ana = scene.person(platform, 'ana', { name: 'Ana', locale })
      await ana.says('/privacy')
      expect(labelsOf(ana.last())).toEqual([t('privacy.send'), t('privacy.promotions'), t('privacy.erase')])
      await ana.presses(ana.last(), t('privacy.send'))
      expect(await paperOf(scene, ana)).toMatchObject({
        profile: { name: 'Ana', locale },
        people: [{ platform, person: 'ana' }],
      })

      await ana.presses(ana.finds(t('privacy.about')), t('privacy.erase'))
      expect(readable(ana.last().message)).toContain(t('privacy.sure'))
      await ana.presses(ana.last(), t('privacy.no'))
      expect(readable(ana.last().message)).toBe(t('privacy.kept'))
      await ana.says(t('command.privacy.words').split(',')[0] ?? '')
      await ana.presses(ana.last(), t('privacy.erase'))
      const sure = ana.last()
      await ana.presses(sure, t('privacy.yes'))
      expect(readable(ana.finds(t('privacy.done')).message)).toBe(t('privacy.done'))
      expect(await scene.database.query('SELECT person FROM identity')).toEqual([])
      await ana.presses(sure, t('privacy.yes'))
      expect(readable(ana.last().message)).toBe(t('privacy.gone'))
    })
  })
})

eachDatabase((fresh) => {
  test('a manager erases a customer who asked for it at the counter; staff cannot, and nobody erases who is above him', async () => {
    const scene = await Scene.open(fresh, { platforms: ['slack', 'web'] })
    const max = await scene.member('slack', 'max', 'manager', { name: 'Max' })
    const sam = await scene.member('slack', 'sam', 'staff', { name: 'Sam' })
    const olga = await scene.member('web', 'olga', 'owner', { name: 'Olga' })
    const ana = scene.person('web', 'ana', { name: 'Ana', locale: 'zh' })
    await ana.says('/start')
    await olga.says('/start')
    await sam.says('/find Ana')
    expect(labelsOf(sam.last())).not.toContain('Delete this customer')
    await max.says('/find Ana')
    await max.presses(max.last(), 'Delete this customer')
    expect(readable(max.last().message)).toContain('Delete everything about Ana?')
    const sure = max.last()
    await sam.does({ kind: 'pressed', press: 'forget.ask:x' })
    expect(readable(sam.last().message)).toBe(text('en', 'not-allowed.manager'))
    await max.presses(sure, 'Yes, delete')
    max.finds('Nothing is known of this customer any more')
    expect(readable(ana.last().message)).toBe(text('zh', 'privacy.done'))
    expect(await scene.database.query(`SELECT act FROM audit WHERE act = 'erase'`)).toHaveLength(1)
    await max.does({ kind: 'pressed', press: (await pressOf(scene)) ?? '' })
    expect(readable(max.last().message)).toContain('That is done already')
    await max.says('/find Olga')
    await max.presses(max.last(), 'Delete this customer')
    expect(readable(max.last().message)).toBe(text('en', 'not-allowed.owner'))
  })
})

/** The button that erases whoever is erased already. */
async function pressOf(scene: Scene): Promise<string | undefined> {
  const [row] = await scene.database.query<{ id: string }>('SELECT id FROM customer WHERE erased IS NOT NULL')
  return row && `forget:${row.id}:0:0:0`
}

eachDatabase((fresh) => {
  test('in a group all of it is for the eyes of whoever asked, and the file comes where he is alone with the bot', async () => {
    const scene = await Scene.open(fresh, { platforms: ['discord'] })
    const ana = scene.person('discord', 'ana', { name: 'Ana' })
    const room = { channel: 'room' }
    await ana.says('/privacy', room)
    await ana.does({ kind: 'pressed', press: 'privacy.erase' }, room)
    await ana.does({ kind: 'pressed', press: 'privacy.send' }, room)
    expect(ana.sees('room')).toEqual([])
    const [told, sure, sent] = ana.sees()
    expect(readable(told?.message ?? { text: '' })).toContain('I keep your name here')
    expect(readable(sure?.message ?? { text: '' })).toContain('Shall I delete everything')
    expect(sent?.message.parts).toMatchObject([{ kind: 'file', name: expect.stringContaining('.json') }])
  })
})
