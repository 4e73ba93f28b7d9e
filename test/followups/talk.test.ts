import { expect, test } from 'vitest'
import { labelsOf } from '../complaints/scene.ts'
import { readable } from '../conversation.ts'
import { eachDatabase } from '../databases.ts'
import { questionsTo, Shop } from './shop.ts'

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
})
