import { describe, expect, test } from 'vitest'
import { type Locale, text } from '../../src/language/text.ts'
import { readable } from '../conversation.ts'
import { eachDatabase } from '../databases.ts'
import { allOf, filesIn, fillsIn, stands, upload } from './acting.ts'
import { kinds, labelsOf, Scene } from './scene.ts'

const platforms = Object.keys(kinds)
const pairs = platforms.flatMap((from) => platforms.map((to) => [from, to] as const))
const number = 'C-1001'

eachDatabase((fresh) => {
  describe('the life of a complaint', () => {
    test.each(pairs)('from a customer on %s to a desk on %s and back', async (from, to) => {
      const scene = await Scene.open(fresh, { platforms: [...new Set([from, to])] })
      const locale: Locale = from === 'telegram' || from === 'web' ? 'zh' : 'en'
      const t = (key: string, values?: Record<string, string | number>) => text(locale, key, values)
      const customer = scene.person(from, 'ann', { name: 'Ann', locale })
      const staff = await scene.member(to, 'sam', 'staff', { name: 'Sam' })
      // On the page of the shop there are no channels: a desk is one's own conversation there.
      const desk = to === 'web' ? undefined : 'desk'
      const spot = desk === undefined ? {} : { channel: desk }
      await staff.says('/desk', spot)
      const card = () =>
        staff.finds(new RegExp(`^(${text('en', 'complaint.priority.high')} · )?${number} · Order`), desk)
      const inThread = (words: string) => {
        const found = staff.finds(words, desk)
        if (desk !== undefined) expect(found.place.thread).toBe(`t${card().id}`)
        return found
      }

      // Complaining: the command, what it is about, what happened.
      await customer.says('/complain')
      const filled = await fillsIn(
        scene,
        customer,
        customer.last(),
        t('complaint.category.order'),
        { text: 'It came broken' },
        { locale },
      )
      expect(2 + filled).toBeLessThanOrEqual(3)
      expect(readable(customer.last().message)).toContain(t('complaint.opened', { number }))
      expect(await stands(scene, 1)).toMatchObject({ state: 'new', text: 'It came broken', platform: from })
      expect(readable(card().message)).toContain('Customer: Ann')
      expect(readable(card().message)).toContain('It came broken')

      await staff.presses(card(), text('en', 'case.claim'))
      expect(readable(card().message)).toContain('with Sam')
      expect(labelsOf(card())).not.toContain(text('en', 'case.claim'))
      customer.finds(t('complaint.claimed', { staff: 'Sam', number }))

      await fillsIn(scene, staff, card(), 'Answer', { text: 'We look at it' })
      customer.finds(t('complaint.answered', { staff: 'Sam', number, text: 'We look at it' }))
      expect(labelsOf(inThread(`${number} · Sam to Ann: We look at it`))).toEqual(['Take it back'])
      expect(readable(card().message)).not.toContain('First answer')

      await customer.says('It is the blue one')
      expect(labelsOf(inThread(`${number} · Ann: It is the blue one`))).toEqual(['Answer'])
      expect(readable(card().message)).toContain('Next answer')

      // A question stops the clock until the customer has written again, here with files.
      await staff.presses(card(), 'More')
      await fillsIn(
        scene,
        staff,
        staff.finds('What do you want to do', staff.sees().length > 0 ? undefined : desk),
        'Ask',
        { text: 'Which size?' },
      )
      customer.finds(t('complaint.asked', { staff: 'Sam', number, text: 'Which size?' }))
      expect(await stands(scene, 1)).toMatchObject({
        state: 'waiting',
        runningSince: null,
        owedSince: null,
        alarm: null,
      })
      expect(readable(card().message)).toContain('waiting for the customer')
      expect(readable(card().message)).not.toMatch(/To be settled|Next answer/)
      await customer.says('/complaints')
      expect(readable(customer.last().message)).toContain(t('complaint.state.yours'))
      await customer.says('These', { files: [upload(customer, 'one.png'), upload(customer, 'two.png')] })
      await scene.sweep()
      expect(await stands(scene, 1)).toMatchObject({ state: 'claimed' })
      expect(filesIn(staff, desk)).toEqual(['one.png', 'two.png'])
      inThread(`${number} · Ann: These`)

      await fillsIn(scene, staff, card(), 'Answer', { text: 'This label' }, { files: [upload(staff, 'label.png')] })
      await scene.sweep()
      expect(filesIn(customer)).toEqual(['label.png'])
      expect(filesIn(staff, desk)).toEqual(['one.png', 'two.png', 'label.png'])

      const before = allOf(customer)
      await staff.says(`/note ${number} a difficult one`, spot)
      inThread('note by Sam: a difficult one')
      expect(allOf(customer)).toBe(before)

      await fillsIn(scene, staff, card(), 'Settle', { outcome: 'fixed', text: 'All done', points: '50' })
      const settled = customer.finds(t('complaint.resolved', { number, outcome: t('complaint.outcome.fixed') }))
      expect(readable(settled.message)).toContain('All done')
      expect(readable(settled.message)).toContain(t('complaint.resolved.points', { points: 50 }))
      await customer.says('/points')
      expect(allOf(customer)).toMatch(/50/)
      expect(readable(card().message)).toContain('settled: put right')

      await customer.presses(settled, t('complaint.rating.4'))
      expect(readable(customer.last().message)).toBe(t('complaint.rated'))
      expect(readable(card().message)).toContain('4 of 5')

      await fillsIn(scene, customer, settled, t('form.reopen.title'), { text: 'Broken again' }, { locale })
      expect(readable(customer.last().message)).toBe(t('complaint.reopened.you', { number }))
      inThread('Broken again')
      expect(readable(card().message)).toContain('· new')

      await customer.says('/complaints')
      await customer.presses(customer.last(), number)
      expect(readable(customer.last().message)).not.toContain('a difficult one')
      await customer.presses(customer.last(), t('complaint.withdraw'))
      expect(readable(customer.last().message)).toBe(t('complaint.withdrawn', { number }))
      expect(readable(card().message)).toContain('· withdrawn')
      expect(scene.on(to).opened).toHaveLength(desk !== undefined && scene.on(to).can.threads ? 1 : 0)
    })
  })
})
