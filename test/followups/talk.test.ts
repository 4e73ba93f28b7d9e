import { describe, expect, test } from 'vitest'
import { type Actor, kinds, labelsOf } from '../complaints/scene.ts'
import { buttonsOf, readable } from '../conversation.ts'
import { eachDatabase } from '../databases.ts'
import { questionsTo, rule, Shop } from './shop.ts'

function questionTo(actor: Actor) {
  const found = questionsTo(actor).at(-1)
  if (!found) throw new Error(`${actor.id} was asked nothing`)
  return found
}

/** Somebody who was asked about a purchase just now. */
async function asked(shop: Shop, id: string, platform = 'telegram', locale = 'en'): Promise<Actor> {
  const actor = await shop.customer(id, { locale }, platform)
  await shop.sells(actor)
  shop.passes(3, 'days')
  await shop.looks()
  return actor
}

eachDatabase((fresh) => {
  test('three days after a purchase a customer is asked, once, and his answer is kept', async () => {
    const shop = await Shop.open(fresh)
    const ann = await shop.customer('Ann')
    await shop.sells(ann, { skus: ['COFFEE', 'CAKE'] })
    await shop.looks()
    shop.passes(71, 'hours')
    await shop.looks()
    expect(questionsTo(ann)).toEqual([])
    shop.passes(1, 'hours')
    await shop.looks()
    await shop.looks()
    const [question, ...more] = questionsTo(ann)
    expect(more).toEqual([])
    if (!question) throw new Error('nothing was asked')
    expect(readable(question.message)).toBe(
      'Hello Ann.\nYou were with us on Mar 2. How was it?\nYour purchase: Mar 2 · A coffee, A cake · €8.40',
    )
    expect(labelsOf(question)).toEqual(['All well', 'Not quite', 'Call me'])
    await ann.presses(question, 'All well')
    expect(readable(ann.last().message)).toContain('Is there one thing that we could do better?')
    await ann.says('More chairs')
    expect(readable(ann.last().message)).toBe('Thank you. I have passed that on to the team.')
    expect(await shop.rows()).toMatchObject([
      { rule: 'how-was-it', state: 'answered', answer: 'well', suggestion: 'More chairs' },
    ])
  })

  describe.each(Object.keys(kinds).flatMap((platform) => ['en', 'zh'].map((locale) => [platform, locale] as const)))(
    'on %s in %s',
    (platform, locale) => {
      test('all three answers, and what follows from each', async () => {
        const words = {
          en: [
            'All well',
            'Not quite',
            'Call me',
            'Thank you, that is good',
            'passed that on',
            'C-1001',
            'noted already',
          ],
          zh: ['一切都好', '不太满意', '请给我回电', '谢谢您，听到这个', '已经转给团队', 'C-1001', '已经记下了'],
        }[locale]
        const [well = '', notQuite = '', call = '', thanks = '', passedOn = '', number = '', noted = ''] = words ?? []
        const shop = await Shop.open(fresh, { platforms: [platform] })
        const ann = await asked(shop, 'Ann', platform, locale)
        const question = questionTo(ann)
        expect(labelsOf(question)).toEqual([well, notQuite, call])
        await ann.presses(question, well)
        expect(readable(ann.last().message)).toContain(thanks)
        await ann.presses(question, well)
        expect(readable(ann.last().message)).toContain(noted)
        const bob = await asked(shop, 'Bob', platform, locale)
        await bob.presses(questionTo(bob), well)
        await bob.says('门口太暗 / too dark at the door')
        expect(readable(bob.last().message)).toContain(passedOn)
        const cid = await asked(shop, 'Cid', platform, locale)
        const button = buttonsOf(questionTo(cid).message).find(({ label }) => label === notQuite)
        const id = button && 'about' in button ? (button.about ?? '') : ''
        if (kinds[platform]?.forms) await cid.fills('followup', { text: 'It was cold' }, id)
        else {
          await cid.presses(questionTo(cid), notQuite)
          await cid.says('It was cold')
        }
        expect(readable(cid.last().message)).toContain(number)
        const dan = await asked(shop, 'Dan', platform, locale)
        await dan.presses(questionTo(dan), call)
        expect(dan.sees().length).toBeGreaterThan(dan.sees().indexOf(questionTo(dan)) + 1)
        const answers = await shop.database.query<{ answer: string; suggestion: string | null }>(
          'SELECT answer, suggestion FROM follow_up ORDER BY id',
        )
        expect(answers).toEqual([
          { answer: 'well', suggestion: null },
          { answer: 'well', suggestion: '门口太暗 / too dark at the door' },
          { answer: 'notquite', suggestion: null },
          { answer: 'call', suggestion: null },
        ])
        const complaints = await shop.database.query(
          `SELECT c.text, c.category FROM complaint c JOIN follow_up f ON f.subject = 'p:' || c."purchaseId"
           AND f."customerId" = c."customerId"`,
        )
        expect(complaints).toEqual([{ text: 'It was cold', category: 'order' }])
      })
    },
  )

  test('an answer can be changed, and the last one counts', async () => {
    const shop = await Shop.open(fresh)
    const ann = await asked(shop, 'Ann')
    const question = questionTo(ann)
    await ann.presses(question, 'Call me')
    await ann.says('/points')
    await ann.presses(question, 'All well')
    expect(readable(ann.last().message)).toBe('Good to hear that all is well now. Thank you for telling us.')
    expect(await shop.rows()).toMatchObject([{ state: 'answered', answer: 'well' }])
  })

  test('a suggestion is the next thing that is said, within a day, alone with us, and no command', async () => {
    const shop = await Shop.open(fresh)
    const suggestion = async () =>
      (
        await shop.database.query<{ suggestion: string | null }>(
          'SELECT suggestion FROM follow_up ORDER BY id DESC LIMIT 1',
        )
      )[0]?.suggestion
    const ann = await asked(shop, 'Ann')
    await ann.presses(questionTo(ann), 'All well')
    await ann.says('/points')
    await ann.says('More chairs')
    expect(await suggestion()).toBeNull()
    const bob = await asked(shop, 'Bob')
    await bob.presses(questionTo(bob), 'All well')
    shop.passes(25, 'hours')
    await bob.says('More chairs')
    expect(await suggestion()).toBeNull()
    const cid = await asked(shop, 'Cid')
    await cid.presses(questionTo(cid), 'All well')
    await cid.says('More chairs')
    await cid.says('And tables')
    expect(await suggestion()).toBe('More chairs')
    const dan = await asked(shop, 'Dan')
    await dan.presses(questionTo(dan), 'All well')
    await dan.says('points')
    expect(await suggestion()).toBeNull()
  })

  test('a question is answered by whoever was asked, and by nobody else', async () => {
    const shop = await Shop.open(fresh)
    const ann = await asked(shop, 'Ann')
    const bob = await shop.customer('Bob')
    const sam = await shop.scene.member('telegram', 'sam', 'staff')
    for (const actor of [bob, sam])
      for (const press of ['followup.well:1', 'followup.call:1', 'form:followup:1']) {
        await actor.does({ kind: 'pressed', press })
        if (press.startsWith('form')) await actor.fills('followup', { text: 'forged' }, '1')
        expect(await shop.rows()).toMatchObject([{ state: 'asked', answer: null }])
      }
    for (const id of ['2', '0', '-1', 'x', '', '999999999999', '1;'])
      for (const press of ['followup.well', 'followup.call']) {
        await ann.does({ kind: 'pressed', press: `${press}:${id}` })
        expect(readable(ann.last().message)).not.toContain('went wrong on our side')
      }
    await ann.fills('followup', { text: 'forged' }, '77')
    expect(await shop.rows()).toMatchObject([{ state: 'asked', answer: null }])
    expect(await shop.database.query('SELECT id FROM complaint')).toEqual([])
  })

  test('not quite about a settled complaint opens that again', async () => {
    const shop = await Shop.open(fresh, { rules: [rule({ after: 'complaint' })] })
    const ann = await shop.customer('Ann')
    const sam = await shop.scene.member('telegram', 'sam', 'staff')
    await ann.fills('complain', { text: 'Cold' }, 'c:order')
    await sam.says('/resolve C-1001 fixed')
    shop.passes(3, 'days')
    await shop.looks()
    await ann.presses(questionTo(ann), 'Not quite')
    await ann.says('Cold again')
    expect(readable(ann.last().message)).toContain('C-1001')
    expect(await shop.database.query('SELECT id, reopened FROM complaint')).toEqual([{ id: 1, reopened: 1 }])
  })

  test("the shop's own words, and somebody without a name", async () => {
    const ask = { en: 'Hi {name}, how was {shop}?', zh: '{shop}怎么样？' }
    const shop = await Shop.open(fresh, { rules: [rule({ ask })], program: { shop: 'The Corner' } })
    const ann = await asked(shop, 'Ann')
    expect(questionTo(ann).message.text).toBe('Hi Ann, how was The Corner?')
    const bob = await asked(shop, 'Bob', 'telegram', 'zh')
    expect(questionTo(bob).message.text).toBe('Bob，您好。\nThe Corner怎么样？')
  })
})
