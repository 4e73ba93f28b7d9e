import { expect, test } from 'vitest'
import { readable, type Someone, World } from '../conversation.ts'
import { eachDatabase } from '../databases.ts'
import { books } from './books.ts'

const codeIn = (text: string) => text.match(/[2-9A-Z]{4}-[2-9A-Z]{4}/)?.[0] ?? ''

async function makeCode(person: Someone): Promise<string> {
  return codeIn((await person.says('/link')).message.text)
}

/** Sends the code, and gives the question that the other one is asked. */
async function sendCode(from: Someone, to: Someone, code: string) {
  const asked = to.hears()
  const answer = await from.says(`/link ${code}`)
  expect(answer.message.text).toContain('I have asked you on')
  return asked
}

/** Books a purchase, once the customer has heard of it. */
async function earn(staff: Someone, customer: Someone, args: string): Promise<void> {
  const told = customer.hears()
  await staff.says(`/earn ${args}`)
  await told
}

eachDatabase((fresh) => {
  const open = () => World.open(fresh, { second: 'slack' })

  test('two people on two platforms become one customer, and are two again', async () => {
    const world = await open()
    const ana = world.person('ana', { name: 'Ana', locale: 'en' })
    const other = world.elsewhere('U01', { name: 'Ana S.', locale: 'en' })
    const sam = await world.member('sam', 'staff', { locale: 'en' })
    await ana.says('/start')
    await other.says('/start')
    await earn(sam, ana, 'fake:ana 10')
    await earn(sam, other, 'slack:U01 5')
    const before = await books(world.database)

    const question = await sendCode(other, ana, await makeCode(ana))
    expect(question.message.text).toContain('Ana S. on Slack says that is you, too')
    const told = other.hears()
    expect((await ana.presses(question, 'Yes, that is me')).message.text).toContain('15 points together')
    expect((await told).message.text).toContain('on Fake are one now: 15 points')
    expect((await other.says('/points')).message.text).toBe('You have 15 points.')
    expect(readable((await ana.says('/history')).message)).toMatch(/\+5\n.*\+10/)
    await books(world.database)

    await other.says('/help')
    const notice = other.hears()
    await sam.says('/earn fake:ana 1')
    expect((await notice).message.text).toContain('16 in all')

    const profile = await sam.says('/find fake:ana')
    expect(readable(profile.message)).toContain('slack:U01: last seen')
    const [toldAna, toldOther] = [ana.hears(), other.hears()]
    expect((await sam.presses(profile, 'Separate slack:U01')).message.text).toContain('two customers again')
    expect((await toldAna).message.text).toContain('separated')
    expect((await toldOther).message.text).toContain('separated')
    expect((await ana.says('/points')).message.text).toBe('You have 11 points.')
    expect((await other.says('/points')).message.text).toBe('You have 5 points.')
    const after = await books(world.database)
    expect(after.entries.filter((entry) => before.entries.some(({ id }) => id === entry.id))).toEqual(before.entries)
  })

  test('a code is good once, on the other platform, for ten minutes, and is not guessed', async () => {
    let now = new Date('2026-05-01T12:00:00Z')
    const world = await World.open(fresh, { second: 'slack', now: () => now })
    const ana = world.person('ana', { locale: 'en' })
    const other = world.elsewhere('U01', { locale: 'en' })
    const third = world.elsewhere('U03', { locale: 'en' })
    const code = await makeCode(ana)
    expect((await ana.says(`/link ${code}`)).message.text).toContain('You made that code here')
    await sendCode(other, ana, code.toLowerCase())
    expect((await third.says(`/link ${code}`)).message.text).toContain('not right')
    const late = await makeCode(ana)
    now = new Date(now.getTime() + 10 * 60_000 + 1)
    expect((await other.says(`/link ${late}`)).message.text).toContain('not right')
    for (let tries = 0; tries < 4; tries += 1) await other.says('/link AAAA-AAAA')
    expect((await other.says(`/link ${await makeCode(ana)}`)).message.text).toContain('too many wrong codes')
    now = new Date(now.getTime() + 11 * 60_000)
    await sendCode(other, ana, await makeCode(ana))
    expect((await ana.says('/link', { channel: 'group' })).message.text).toContain('in a private chat')
  })

  test('only the one who made the code can say yes, and no leaves both as they were', async () => {
    const world = await open()
    const ana = world.person('ana', { locale: 'en' })
    const other = world.elsewhere('U01', { locale: 'en' })
    const question = await sendCode(other, ana, await makeCode(ana))
    expect((await other.presses(question, 'Yes, that is me')).message.text).toContain('no longer in use')
    const told = other.hears()
    expect((await ana.presses(question, 'No, it is not')).message.text).toContain('nothing was put together')
    expect((await told).message.text).toContain('said no')
    expect((await ana.presses(question, 'Yes, that is me')).message.text).toContain('no longer in use')
    expect(await world.database.query('SELECT id FROM customer WHERE "partOf" IS NOT NULL')).toEqual([])
  })

  test('two who link to each other at once become one, once', async () => {
    const world = await open()
    const ana = world.person('ana', { locale: 'en' })
    const other = world.elsewhere('U01', { locale: 'en' })
    const codes = [await makeCode(ana), await makeCode(other)] as const
    const first = await sendCode(other, ana, codes[0])
    const second = await sendCode(ana, other, codes[1])
    const heard = [world.fake.next((it) => it.id === first.id), world.second.next((it) => it.id === second.id)]
    await Promise.all([
      world.engine.receive(ana.happening({ kind: 'pressed', press: pressOf(first.message, 0), message: first.id })),
      world.engine.receive(other.happening({ kind: 'pressed', press: pressOf(second.message, 0), message: second.id })),
    ])
    const texts = (await Promise.all(heard)).map((shown) => shown.message.text).sort()
    expect(texts.filter((text) => text.includes('one now'))).toHaveLength(1)
    expect(texts.filter((text) => text.includes('one customer already'))).toHaveLength(1)
    expect(await world.database.query('SELECT id FROM customer WHERE "partOf" IS NOT NULL')).toHaveLength(1)
    await books(world.database)
  })

  test('a circle of three ends as one customer', async () => {
    const world = await open()
    const people = [
      world.person('a', { locale: 'en' }),
      world.elsewhere('U01', { locale: 'en' }),
      world.person('c', { locale: 'en' }),
    ] as const
    const sam = await world.member('sam', 'staff', { locale: 'en' })
    const names = ['fake:a', 'slack:U01', 'fake:c']
    for (const person of people) await person.says('/start')
    for (const [nth, name] of names.entries()) await earn(sam, people[nth] as Someone, `${name} 10`)
    for (const [nth, maker] of people.entries()) {
      const sender = people[(nth + 1) % 3] as Someone
      const question = await sendCode(sender, maker, await makeCode(maker))
      const done = nth < 2 ? sender.hears() : undefined
      await maker.presses(question, 'Yes, that is me')
      await done
    }
    for (const person of people) expect((await person.says('/points')).message.text).toBe('You have 30 points.')
    const { accounts } = await books(world.database)
    expect(accounts.map(({ balance }) => balance).filter((balance) => balance !== 0)).toEqual([30])
  })

  test('a sale told again by the card of one who was linked is still the same sale, and a new one goes to both', async () => {
    const world = await open()
    const ana = world.person('ana', { locale: 'en' })
    const other = world.elsewhere('U01', { locale: 'en' })
    const sam = await world.member('sam', 'staff', { locale: 'en' })
    const card = readable((await other.says('/points')).message).match(/Your card: (\S+)/)?.[1] ?? ''
    const question = await sendCode(other, ana, await makeCode(ana))
    await ana.presses(question, 'Yes, that is me')
    await earn(sam, ana, `${card} 8`)
    expect((await ana.says('/points')).message.text).toBe('You have 8 points.')
  })

  test('whoever said no to notices hears none after linking, and staff stay staff', async () => {
    const world = await open()
    const ana = world.person('ana', { locale: 'en' })
    const olga = await world.member('olga', 'owner', { locale: 'en' })
    const other = world.elsewhere('U01', { locale: 'en' })
    await other.says('/start')
    const promoted = other.hears()
    await olga.says('/grant slack:U01 manager')
    await promoted
    await ana.does({ kind: 'pressed', press: 'notices:off' })
    const question = await sendCode(other, ana, await makeCode(ana))
    await ana.presses(question, 'Yes, that is me')
    expect((await ana.says('/grant')).message.text).toContain('1 of 2: Who')
    await ana.says('/help')
    const shown = world.second.shown.length
    await olga.says('/earn fake:ana 3')
    await ana.says('/points')
    expect(world.second.shown.length).toBe(shown)

    const profile = await olga.says('/find fake:ana')
    const told = [ana.hears(), other.hears()]
    await olga.presses(profile, 'Separate slack:U01')
    await Promise.all(told)
    expect((await ana.says('/grant')).message.text).toBe('That is for our team only.')
    expect((await other.says('/grant')).message.text).toContain('1 of 2: Who')
  })
})

function pressOf(message: { parts?: readonly unknown[] }, nth: number): string {
  const part = message.parts?.find((it) => (it as { kind: string }).kind === 'buttons') as {
    buttons: { press: string }[]
  }
  return part.buttons[nth]?.press ?? ''
}
