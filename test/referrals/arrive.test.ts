import { expect, test } from 'vitest'
import { codeShown } from '../../src/referrals/exports.ts'
import { buttonsOf, readable, World } from '../conversation.ts'
import { eachDatabase } from '../databases.ts'
import { codeFor } from './ways.ts'

const welcome = 'Welcome. A friend has brought you'
const greeting = 'Hello Fay, good to see you.'
const unclear = 'I did not quite get that'

eachDatabase((fresh) => {
  const opened = async () => {
    const world = await World.open(fresh)
    const code = await codeFor(world, 'Rita')
    return { world, code, friend: (id: string, locale = 'en') => world.person(id, { name: 'Fay', locale }) }
  }

  test('whoever brings a code along is greeted and taken in with one message', async () => {
    const { world, code, friend } = await opened()
    const shown = await friend('fay').says(`/start ${code}`)
    expect(shown.message.text.startsWith(`${greeting}\n`)).toBe(true)
    expect(shown.message.text).toContain(`\n\n${welcome}`)
    const labels = buttonsOf(shown.message).map(({ label }) => label)
    expect(labels).toContain('My points')
    expect(new Set(labels).size).toBe(labels.length)
    await friend('fay').says('help')
    expect(world.fake.shown.filter(({ place }) => place.channel === 'fay')).toHaveLength(2)
  })

  test('a word that is no code changes nothing, and a wrong code is said to be wrong below the greeting', async () => {
    const { friend } = await opened()
    const plain = await friend('fay').says('/start')
    for (const word of ['hello', 'utm_source', 'K7QM', 'a'.repeat(64), '../..'])
      expect(readable((await friend('fay').says(`/start ${word}`)).message)).toBe(readable(plain.message))
    const wrong = await friend('fay').says('/start ABCD2345')
    expect(wrong.message.text).toMatch(new RegExp(`^${greeting}[^]*\n\nThat code is not right`))
  })

  test('a code is taken however it is written, alone or in a sentence, with the command or without', async () => {
    const { code, friend } = await opened()
    const shown = codeShown(code)
    const ways = [
      shown,
      code,
      shown.toLowerCase(),
      shown.replace('-', ' '),
      ` ${shown}. `,
      shown.replace('-', '–'),
      [...shown].map((it) => (it === '-' ? it : String.fromCodePoint((it.codePointAt(0) ?? 0) + 0xfee0))).join(''),
      `Hi, a friend gave me ${shown}, what now?`,
      `我的邀请码是${shown}。`,
      `/refer ${shown}`,
      `refer ${shown}`,
      `start ${code}`,
      `/start ${shown}`,
      `my code is ${shown.toLowerCase().replace('-', ' ')}`,
    ]
    for (const [n, words] of ways.entries())
      expect((await friend(`friend-${n}`).says(words)).message.text, words).toContain(welcome)
    expect((await friend('zhou', 'zh').says(`我的邀请码是 ${shown}`)).message.text).toContain('欢迎')
  })

  test('what only looks like a code is not taken from a sentence, nor a word that could be one', async () => {
    const { friend } = await opened()
    for (const words of [
      'My order is ABCD-2345 by the way',
      'feedback',
      'Feedback.',
      'that was a back-hand thing',
      '23456789',
    ])
      expect((await friend(`of ${words}`).says(words)).message.text, words).toContain(unclear)
    for (const words of ['ABCD-2345', 'abcd 2345', 'ABCD-EFGH'])
      expect((await friend(`of ${words}`).says(words)).message.text, words).toContain('That code is not right')
  })

  test('who has tried too many is not listened to any more, in whatever way he tries', async () => {
    const { code, friend } = await opened()
    const fay = friend('fay')
    for (const words of [
      'ABCD-2345',
      'my code is ABCD-2346',
      '/start ABCD2347',
      '/refer ABCD-2348',
      '/start abcd 2349',
    ])
      await fay.says(words)
    for (const words of [code, `/start ${code}`, `/refer ${code}`])
      expect((await fay.says(words)).message.text, words).toContain('Those were too many wrong codes')
    expect((await fay.says(`my code is ${codeShown(code)}`)).message.text).toContain(unclear)
    expect((await friend('finn').says(codeShown(code))).message.text).toContain(welcome)
  })

  test('in a group nobody comes by a code', async () => {
    const { code, friend } = await opened()
    const inGroup = { channel: 'group' }
    await friend('fay').says('/start')
    expect((await friend('fay').says(`/start ${code}`, inGroup)).message.text).toContain(
      'in a private chat, and not here',
    )
    expect((await friend('fay').says(codeShown(code), inGroup)).message.text).toContain(unclear)
    expect((await friend('fay').says(`/start ${code}`)).message.text).toContain(welcome)
  })
})
