import { describe, expect, test } from 'vitest'
import type { Message } from '../../src/chat.ts'
import { scanned } from '../charts/scan.ts'
import { kinds, labelsOf, Scene } from '../complaints/scene.ts'
import { readable } from '../conversation.ts'
import { eachDatabase } from '../databases.ts'

function pictureIn(message: Message) {
  const image = message.parts?.find(({ kind }) => kind === 'image')
  if (image?.kind !== 'image') throw new Error('no picture')
  return image
}

const codeIn = (message: Message): string => {
  const facts = message.parts?.find(({ kind }) => kind === 'facts')
  return (facts?.kind === 'facts' && facts.rows[0]?.[1]) || ''
}

const scan = (message: Message) => scanned(Buffer.from(pictureIn(message).data, 'base64'))

eachDatabase((fresh) => {
  const open = () => Scene.open(fresh, { program: { shop: 'Café Morgenrot' } })

  describe.each(Object.keys(kinds))('on %s', (platform) => {
    test('a customer shows the card, staff scan it, and the points are there', async () => {
      const scene = await open()
      const rita = scene.person(platform, 'rita', { name: 'Rita', locale: 'en' })
      const mei = scene.person(platform, 'mei', { name: '梅', locale: 'zh-CN' })
      const staff = await scene.member(platform, 'sam', 'staff')

      await rita.says('show me my card')
      const shown = rita.last().message
      expect(readable(shown)).toBe(
        `Rita, this is your card. Show it when you pay, and the points are yours.\nCard code: ${codeIn(shown)}\nReady to use: 0`,
      )
      expect(pictureIn(shown).alt).toBe(
        `Café Morgenrot · Rita · 0 points ready to use · ${codeIn(shown)} · Show this when you pay.`,
      )
      const code = (await scan(shown)) ?? ''
      expect(code).toBe(codeIn(shown).replaceAll('-', ''))

      await staff.says(`/earn ${code} 12.50`)
      expect(staff.last().message.text).toBe('Booked €12.50 for Rita: +12 points, 12 in all.')
      await rita.says('/card')
      expect(readable(rita.last().message)).toContain('Ready to use: 12')
      expect(pictureIn(rita.last().message).data).not.toBe(pictureIn(shown).data)

      await mei.says('会员卡')
      const hers = mei.last().message
      expect(readable(hers)).toContain(`梅，这是您的会员卡。付款时出示，就能得到积分。\n卡号: ${codeIn(hers)}`)
      expect(pictureIn(hers).alt).toContain('可用积分 0')
      expect(await scan(hers)).toBe(codeIn(hers).replaceAll('-', ''))
    })

    test('staff who send the code alone are asked for the amount, and told whose card it is', async () => {
      const scene = await open()
      const rita = scene.person(platform, 'rita', { name: 'Rita', locale: 'en' })
      const staff = await scene.member(platform, 'sam', 'staff')
      await rita.says('/card')
      const code = codeIn(rita.last().message)
      for (const words of [
        code.replaceAll('-', ''),
        `/earn ${code.toLowerCase()}`,
        `/earn ${code.replaceAll('-', ' ')}`,
      ]) {
        await staff.says(words)
        const asked = staff.last()
        expect(asked.message.text).toMatch(`Rita · ${code}\n`)
        if (kinds[platform]?.forms) {
          expect(labelsOf(asked)).toEqual(['Book a purchase'])
          const { id = '' } = {
            id: (await scene.database.query<{ id: string }>(`SELECT id FROM customer WHERE name = 'Rita'`))[0]?.id,
          }
          await staff.fills('sale', { amount: '3' }, id)
        } else await staff.says('3')
        expect(staff.last().message.text).toMatch(/^Booked €3.00 for Rita: \+3 points/)
      }
      expect(readable(rita.last().message)).toContain('9 in all')
    })

    test('a new code takes the place of one that was lost, once, and staff are told of the old one', async () => {
      const scene = await open()
      const rita = scene.person(platform, 'rita', { name: 'Rita', locale: 'en' })
      const staff = await scene.member(platform, 'sam', 'staff')
      await rita.says('/card')
      const before = rita.last()
      const old = codeIn(before.message)
      await rita.presses(before, 'New code')
      expect(rita.last().message.text).toContain(`With a new code, ${old} stops working at once`)
      await rita.presses(rita.last(), 'Keep it')
      await rita.presses(before, 'New code')
      const sure = rita.last()
      await rita.presses(sure, 'Give me a new code')
      const fresh = codeIn(rita.last().message)
      expect(fresh).toMatch(/^\w{3}-\w{3}-\w{3}$/)
      expect(fresh).not.toBe(old)
      expect(await scan(rita.last().message)).toBe(fresh.replaceAll('-', ''))
      // a second press, and the button of the old picture, show the card as it is
      await rita.presses(sure, 'Give me a new code')
      expect(codeIn(rita.last().message)).toBe(fresh)
      await rita.presses(before, 'New code')
      expect(codeIn(rita.last().message)).toBe(fresh)

      for (const words of [`/earn ${old} 5`, `/earn ${old}`, old, `/find ${old}`, `/earn card:${old} 5`]) {
        await staff.says(words)
        expect(staff.last().message.text, words).toMatch(/^That card code was replaced by a new one on /)
      }
      await staff.says(`/earn ${fresh} 5`)
      expect(staff.last().message.text).toContain('for Rita: +5 points, 5 in all')
      const acts = await scene.database.query<{ act: string }>(`SELECT act FROM audit ORDER BY id`)
      expect(acts.map(({ act }) => act)).toEqual(['card.replace', 'earn'])
    })
  })
})
