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

  test('in a group nobody else sees the card', async () => {
    const scene = await open()
    const rita = scene.person('slack', 'rita', { name: 'Rita', locale: 'en' })
    await rita.says('/card', { channel: 'lobby' })
    expect(rita.sees('lobby')).toEqual([])
    expect(await scan(rita.last().message)).toMatch(/^[2-9A-Z]{9}$/)
  })

  test('is asked for in plain words', async () => {
    const scene = await open()
    const rita = scene.person('web', 'rita', { name: 'Rita', locale: 'en' })
    const mei = scene.person('web', 'mei', { name: '梅', locale: 'zh-CN' })
    for (const words of ['Card', 'my card.', 'Where is my card?', 'I lost my card!']) {
      await rita.says(words)
      expect(rita.last().message.text, words).toContain('this is your card')
    }
    for (const words of ['我的会员卡', '我的卡丢了。']) {
      await mei.says(words)
      expect(labelsOf(mei.last()), words).toEqual(['我的积分', '换新卡号'])
    }
    await rita.says('/help')
    expect(readable(rita.last().message)).toContain('card: Your card to show when you pay')
  })

  test('somebody without a name has a card all the same, and a class stands on it', async () => {
    const scene = await open()
    const nobody = scene.person('web', 'nobody', { locale: 'en' })
    await nobody.says('/card')
    await scene.database.query(`UPDATE customer SET class = 'gold' RETURNING id`)
    await nobody.says('card')
    const { message } = nobody.last()
    expect(readable(message)).toMatch(/^This is your card\. .*\nCard code: .*\nReady to use: 0\nClass: gold$/)
    expect(pictureIn(message).alt).toMatch(/^Café Morgenrot · My card · 0 points ready to use · Class: gold · /)
  })

  test('the button is below the points, on the page of the app, and where somebody asks what points are for', async () => {
    const scene = await open()
    const rita = scene.person('slack', 'rita', { name: 'Rita', locale: 'en' })
    await rita.says('/points')
    await rita.presses(rita.last(), 'My card')
    expect(rita.last().message.text).toContain('this is your card')
    await rita.says('how do I use my points')
    expect(labelsOf(rita.last())).toContain('My card')
    await rita.does({ kind: 'opened' })
    const home = scene.on('slack').shown.find(({ home }) => home)
    expect(home && labelsOf(home)).toContain('My card')
  })

  test('what a customer sends is never taken for a sale', async () => {
    const scene = await open()
    const rita = scene.person('telegram', 'rita', { name: 'Rita', locale: 'en' })
    await rita.says('/card')
    const code = codeIn(rita.last().message)
    await rita.says(code)
    expect(rita.last().message.text).toContain('did not quite get that')
    await rita.says(`/earn ${code} 100`)
    expect(rita.last().message.text).toBe('That is for our team only.')
    await rita.fills('sale', { amount: '100' }, 'anybody')
    expect(rita.last().message.text).toBe('That is for our team only.')
  })

  test('of a code that nobody has it is said so, and of no other words', async () => {
    const scene = await open()
    const sam = await scene.member('telegram', 'sam', 'staff')
    for (const words of [
      '7KQM4X2RD',
      '7kq m4x 2rd',
      '/earn 7KQ-M4X-2RD 5',
      '/earn 7KQ-M4X-2RD',
      '/find card:7kqm4x2rd',
    ]) {
      await sam.says(words)
      expect(sam.last().message.text, words).toMatch(/^Nobody has the card code 7KQ-M4X-2RD\. /)
    }
    for (const words of ['sure at 5 pm', 'Katharyna', '7KQM4X2', '7KQM4X2RO']) {
      await sam.says(words)
      expect(sam.last().message.text, words).toContain('did not quite get that')
    }
    await sam.says('/earn Katharyna 5')
    expect(sam.last().message.text).toMatch(/^I know nobody by that/)
  })

  test('the right is looked at when the amount comes', async () => {
    const scene = await open()
    const rita = scene.person('telegram', 'rita', { name: 'Rita', locale: 'en' })
    const sam = await scene.member('telegram', 'sam', 'staff')
    await rita.says('/card')
    await sam.says(codeIn(rita.last().message))
    expect(sam.last().message.text).toContain('Rita · ')
    await scene.member('telegram', 'sam', 'customer')
    await sam.says('100')
    expect(sam.last().message.text).toBe('That is for our team only.')
    expect(await scene.database.query('SELECT id FROM purchase')).toEqual([])
  })

  test('a card of the shop’s own is shown, scanned and booked as it is, also where it is a number', async () => {
    const scene = await open()
    const rita = scene.person('web', 'rita', { name: 'Rita', locale: 'en' })
    const sam = await scene.member('web', 'sam', 'staff')
    await rita.says('/start')
    for (const own of ['40063', 'Karte-7@alt', 'A1'.repeat(50)]) {
      await scene.database.query(`UPDATE customer SET card = ? WHERE name = 'Rita' RETURNING id`, own)
      await rita.says('/card')
      const { message } = rita.last()
      expect(codeIn(message)).toBe(own)
      expect(await scan(message)).toBe(own)
      for (const words of [own, `/earn ${own}`]) {
        await sam.says(words)
        expect(sam.last().message.text, words).toMatch(`Rita · ${own}\n`)
      }
      await sam.says(`/earn ${own} 2`)
      expect(sam.last().message.text).toContain('Booked €2.00 for Rita')
    }
    await rita.presses(rita.last(), 'My points')
    await rita.says('/card')
    await rita.presses(rita.last(), 'New code')
    await rita.presses(rita.last(), 'Give me a new code')
    expect(codeIn(rita.last().message)).toMatch(/^\w{3}-\w{3}-\w{3}$/)
    await sam.says(`/earn ${'A1'.repeat(50)} 2`)
    expect(sam.last().message.text).toMatch(/^That card code was replaced/)
  })

  test('words that are only the beginning of a name are asked about before anything is booked', async () => {
    const scene = await open()
    const sam = await scene.member('telegram', 'sam', 'staff')
    await scene.person('web', 'katharyna', { name: 'Katharyna Bell', locale: 'en' }).says('/start')
    await sam.says('/earn Katharyna 5')
    const asked = sam.last()
    expect(asked.message.text).toBe('Is this who you mean?')
    expect(await scene.database.query('SELECT id FROM purchase')).toEqual([])
    const [label = ''] = labelsOf(asked)
    expect(label).toMatch(/^Katharyna Bell · \w{3}-\w{3}-\w{3}$/)
    await sam.presses(asked, label)
    expect(sam.last().message.text).toContain('Booked €5.00 for Katharyna Bell: +5 points')
    // all of the name, in any case, is enough
    await sam.says('/earn katharyna bell 5')
    expect(sam.last().message.text).toContain('10 in all')
    await sam.says('/earn Katharyna Bell')
    expect(sam.last().message.text).toContain('Amount paid')
    await sam.says('/earn Somebody')
    expect(sam.last().message.text).toMatch(/^I know nobody by that/)
    await sam.says('/earn Katharyna lots')
    expect(sam.last().message.text).toMatch(/^Please write the amount as a number/)
    await sam.says('/earn 12.50')
    expect(sam.last().message.text).toContain('1 of 2: Customer')
  })

  test('the card of somebody who is part of another books for the other; a new code ends both', async () => {
    const scene = await open()
    const rita = scene.person('telegram', 'rita', { name: 'Rita', locale: 'en' })
    const other = scene.person('slack', 'U01', { name: 'Rita S.', locale: 'en' })
    const sam = await scene.member('web', 'sam', 'staff')
    await rita.says('/card')
    await other.says('/card')
    const [first, second] = [codeIn(rita.last().message), codeIn(other.last().message)]
    expect(first).not.toBe(second)
    await rita.says('/link')
    await other.says(`/link ${/\w{4}-\w{4}/.exec(rita.last().message.text)?.[0]}`)
    await rita.presses(rita.finds('says that is you, too'), 'Yes, that is me')
    for (const code of [first, second]) {
      await sam.says(`/earn ${code} 5`)
      expect(sam.last().message.text).toMatch(/^Booked €5.00 for Rita/)
    }
    await other.says('/card')
    expect(readable(other.last().message)).toContain('Ready to use: 10')
    expect(codeIn(other.last().message)).toBe(first)

    await other.presses(other.last(), 'New code')
    await other.presses(other.last(), 'Give me a new code')
    for (const code of [first, second]) {
      await sam.says(`/earn ${code} 5`)
      expect(sam.last().message.text).toMatch(/^That card code was replaced/)
    }
    await sam.says('/find slack:U01')
    await sam.presses(sam.last(), /^Separate/)
    await other.says('/card')
    const alone = codeIn(other.last().message)
    await rita.says('/card')
    expect(new Set([alone, codeIn(rita.last().message), first, second]).size).toBe(4)
    await sam.says(`/earn ${alone} 5`)
    expect(sam.last().message.text).toMatch(/^Booked €5.00 for Rita S\./)
  })

  test('of somebody who is erased no code is known any more', async () => {
    const scene = await open()
    const rita = scene.person('web', 'rita', { name: 'Rita', locale: 'en' })
    const sam = await scene.member('slack', 'sam', 'staff')
    await rita.says('/card')
    const old = codeIn(rita.last().message)
    await rita.presses(rita.last(), 'New code')
    await rita.presses(rita.last(), 'Give me a new code')
    const fresh = codeIn(rita.last().message)
    await rita.says('/privacy')
    await rita.presses(rita.last(), 'Delete me')
    await rita.presses(rita.last(), /^Yes, delete me/)
    for (const code of [old, fresh]) {
      await sam.says(`/earn ${code} 5`)
      expect(sam.last().message.text).toMatch(/^(I know nobody by that|Nobody has the card code)/)
    }
    expect(await scene.database.query('SELECT card FROM replaced_card')).toEqual([])
  })

  test('of two who ask for a new code at once, one gets it, and both see the same card', async () => {
    const scene = await open()
    const rita = scene.person('telegram', 'rita', { name: 'Rita', locale: 'en' })
    await rita.says('/card')
    await rita.presses(rita.last(), 'New code')
    const sure = rita.last()
    await Promise.all([1, 2, 3].map(() => rita.presses(sure, 'Give me a new code')))
    const cards = await scene.database.query<{ card: string }>('SELECT card FROM replaced_card')
    expect(cards).toHaveLength(1)
    const shown = rita
      .sees()
      .slice(-3)
      .filter(({ message }) => message.parts?.length)
    expect(new Set(shown.map(({ message }) => codeIn(message))).size).toBe(1)
  })
})
