import { describe, expect, test } from 'vitest'
import { text } from '../../src/language/text.ts'
import { defaultProgram } from '../../src/program/program.ts'
import { type Meaning, meanings } from '../../src/words/meanings.ts'
import { kinds, labelsOf, Scene } from '../complaints/scene.ts'
import { readable } from '../conversation.ts'
import { eachDatabase } from '../databases.ts'
import { languages, tuned } from './halves.ts'

/** By what the answer to each meaning is known, for somebody who is new here. */
const answers: Readonly<Record<Meaning, readonly string[]>> = {
  points: ['points.none'],
  use: ['points.use'],
  complaint: ['complaint.offer'],
  callback: ['form.callback.title'],
  refer: [defaultProgram.referrals ? 'refer.code' : 'refer.none'],
  person: ['said.person'],
  help: ['help.intro'],
  cancel: ['said.cancel'],
  yes: ['said.yes'],
  no: ['said.no'],
  thanks: ['said.thanks'],
  greeting: ['start.hello.nameless'],
  language: ['language.which', 'language.done'],
}

eachDatabase((fresh) => {
  describe.each(languages)('in %s', (language) => {
    const samples = (meaning: Meaning | undefined, most: number) =>
      tuned(language)
        .filter((said) => said.meaning === meaning)
        .slice(0, most)
    const values = { card: '' }
    const isAnswer = (shown: string, key: string) =>
      languages.some((it) =>
        text(it, key, values)
          .split('  ')
          .every((piece) => shown.includes(piece.slice(0, 25))),
      )

    test.each(Object.keys(kinds))('what is meant is done, and nothing else, on %s', async (platform) => {
      const scene = await Scene.open(fresh, { platforms: [platform] })
      for (const meaning of meanings)
        for (const [at, said] of samples(meaning, 3).entries()) {
          const person = scene.person(platform, `${meaning}-${at}`, { locale: language })
          await person.says(said.text)
          const shown = readable(person.last().message)
          expect({
            said: said.text,
            shown,
            isRight: answers[meaning].some((key) => isAnswer(shown, key)),
          }).toMatchObject({
            isRight: true,
          })
        }
      const max = scene.person(platform, 'max', { locale: language })
      for (const said of samples(undefined, 12)) {
        await max.says(said.text)
        expect({ said: said.text, shown: max.last().message.text }).toEqual({
          said: said.text,
          shown: text(language, 'unknown'),
        })
        expect(labelsOf(max.last())).toContain(text(language, 'points.title'))
      }
    })

    test('in a group only what is said to the bot by its name is read for what it means', async () => {
      const scene = await Scene.open(fresh, { platforms: ['slack'] })
      const ann = scene.person('slack', 'ann', { locale: language })
      const [said] = samples('points', 1)
      await ann.says(said?.text ?? '', { channel: 'group' })
      expect(ann.last().message.text).toBe(text(language, 'unknown'))
      await ann.says(said?.text ?? '', { channel: 'group', called: true })
      expect(ann.last().message.text).toContain(text(language, 'points.none'))
      expect(ann.last().only).toBe('ann')
    })
  })

  test('a question step by step is left by any words that mean so, and by no others', async () => {
    const scene = await Scene.open(fresh, { platforms: ['telegram'] })
    for (const [locale, words] of [
      ['en', 'forget it'],
      ['en', 'stop'],
      ['zh', '还是算了'],
      ['zh', '停止'],
    ] as const) {
      const ann = scene.person('telegram', words, { locale })
      await ann.says('/callback')
      await ann.says('I want to cancel my order')
      expect(readable(ann.last().message)).toContain(text(locale, 'form.callback.phone'))
      await ann.says(words)
      expect(ann.last().message.text).toBe(text(locale, 'interview.cancelled'))
      await ann.says('never mind')
      expect(ann.last().message.text).toBe(text(locale, 'said.cancel'))
    }
  })

  test('a language that is named is spoken from then on; where two can be meant, it is asked', async () => {
    const scene = await Scene.open(fresh, { platforms: ['web'] })
    const ann = scene.person('web', 'ann', { locale: 'en' })
    await ann.says('can we talk in chinese')
    expect(ann.last().message.text).toBe(text('zh', 'language.done'))
    await ann.says("I don't speak Chinese")
    expect(ann.last().message.text).toBe(text('zh', 'language.which'))
    await ann.says('能不能说英语')
    expect(ann.last().message.text).toBe(text('en', 'language.done'))
  })

  test('who has an open complaint gets his points when he asks for them, and what may belong to it is asked about', async () => {
    const scene = await Scene.open(fresh, { platforms: ['web'] })
    const ann = scene.person('web', 'ann', { locale: 'en' })
    await ann.fills('complain', { text: 'The coffee was cold' }, 'c:other')
    await ann.says('how many points do I have')
    expect(ann.last().message.text).toBe(text('en', 'points.none'))
    await ann.says('It was the big one')
    expect(ann.last().message.text).toContain('C-1001')
  })

  test('staff are not asked what went wrong, nor called', async () => {
    const scene = await Scene.open(fresh, { platforms: ['web'] })
    const sam = await scene.member('web', 'sam', 'staff')
    for (const said of ['the coffee was cold and the waiter rude', 'please call me back']) {
      await sam.says(said)
      expect(sam.last().message.text).toBe(text('en', 'unknown'))
    }
  })
})
