import { expect, it } from 'vitest'
import type { Button, Message } from '../../src/chat.ts'
import { visit } from './ear.ts'
import type { Actor, Platform, Shown } from './platform.ts'
import { Session } from './session.ts'
import { bare, hostile, isSane } from './texts.ts'

const withButtons = (...list: Button[]): Message => ({ text: 'Choose', parts: [{ kind: 'buttons', buttons: list }] })
const right = { who: 'Ada', what: 'Good\ncoffee', amount: '12.50', day: '2026-03-01', shop: 'south' }

/** What comes back when people press buttons and fill in forms. */
export function presses(platform: Platform): void {
  const open = () => Session.open(platform)

  it('brings back what a button stands for, up to 64 bytes of it', async () => {
    await using session = await open()
    const ada = session.person({ locale: 'en' })
    for (const press of [
      'a',
      'points:history:2',
      `x${'é'.repeat(31)}y`,
      '你好:😀',
      '<b>&amp;"\'\\{}',
      'p'.repeat(64),
    ]) {
      const shown = await session.shows(ada, withButtons({ label: 'Press', press }, { label: 'Other', press: 'other' }))
      ada.presses(shown, 'Press')
      const heard = await session.ear.next()
      expect(heard).toMatchObject({ kind: 'pressed', press, message: shown.id, where: ada.place, direct: true })
      expect(heard.who.id).toBe(ada.who.id)
    }
  })

  it('tells of every press, also of the same button', async () => {
    await using session = await open()
    const ada = session.person()
    const shown = await session.shows(ada, withButtons({ label: 'Press', press: 'press' }))
    ada.presses(shown, 'Press')
    ada.presses(shown, 'Press')
    const [one, two] = await session.ear.first(2)
    expect([one, two]).toMatchObject([{ press: 'press' }, { press: 'press' }])
    expect(one?.id).not.toBe(two?.id)
  })

  if (platform.has.groups) {
    it('tells who it was that pressed a button in a group', async () => {
      await using session = await open()
      const [ada, ben] = [session.person(), session.person()]
      const { place } = session.group(ada, ben)
      const { message } = await session.send({ place }, withButtons({ label: 'Take it', press: 'take:7' }))
      for (const who of [ben, ada]) {
        const shown = (await who.sees()).find(({ id }) => id === message)
        if (!shown) throw new Error('it is not seen in the group')
        who.presses(shown, 'Take it')
        const heard = await session.ear.next()
        expect(heard).toMatchObject({ kind: 'pressed', press: 'take:7', message, where: place, direct: false })
        expect(heard.who.id).toBe(who.who.id)
      }
    })
  }

  if (platform.has.forms) formsThere(open)
  else formsBeside(open)
}

/** A platform that draws forms. */
function formsThere(open: () => Promise<Session>): void {
  const offer = withButtons({ label: 'Tell us', form: 'visit', about: 'order:7' })
  const offered = async (session: Session, ada: Actor) => ({ shown: await session.shows(ada, offer), label: 'Tell us' })

  it('draws forms itself', async () => {
    await using session = await open()
    expect(session.adapter.can.form(visit)).toBe(true)
    const ada = session.person({ locale: 'en' })
    const opener = await offered(session, ada)
    expect(await fill(ada, opener, right)).toBeUndefined()
    const heard = await session.ear.next()
    expect(heard).toMatchObject({
      kind: 'filled',
      form: 'visit',
      about: 'order:7',
      values: right,
      message: opener.shown.id,
      where: ada.place,
      direct: true,
    })
    expect(heard.who.id).toBe(ada.who.id)
    expect(session.ear.told).toHaveLength(1)
  })

  it('opens the form of a command at once, and leaves out what is left empty', async () => {
    await using session = await open()
    const ada = session.person()
    expect(await fill(ada, { command: 'visit' }, { who: 'Ada', what: 'Good', amount: '' })).toBeUndefined()
    const heard = await session.ear.next()
    expect(heard).toMatchObject({ kind: 'filled', form: 'visit', values: { who: 'Ada', what: 'Good' } })
    expect(heard).not.toHaveProperty('about')
    expect(Object.keys('values' in heard ? heard.values : {})).toEqual(['who', 'what'])
  })

  it('says at the field what is wrong, and takes the form once nothing is', async () => {
    await using session = await open()
    const ada = session.person()
    session.ear.wrong = ({ amount }) => (amount === 'lots' ? { amount: 'Write a <b>number</b>.' } : undefined)
    const opener = await offered(session, ada)
    expect(await fill(ada, opener, { ...right, amount: 'lots' })).toEqual({ amount: 'Write a <b>number</b>.' })
    expect(session.ear.told).toEqual([])
    expect(await fill(ada, opener, right)).toBeUndefined()
    expect(await session.ear.next()).toMatchObject({ kind: 'filled', values: right })
    expect(session.ear.told).toHaveLength(1)
  })

  it('takes any text in a field as text', async () => {
    await using session = await open()
    const ada = session.person()
    const what = Object.values(hostile).join('\n')
    expect(await fill(ada, await offered(session, ada), { who: 'Ada', what })).toBeUndefined()
    const heard = await session.ear.next()
    const taken = 'values' in heard ? (heard.values.what ?? '') : ''
    expect(bare(taken)).toBe(bare(what))
    expect(isSane(taken)).toBe(true)
  })
}

/** A platform that has none: the engine asks step by step instead. */
function formsBeside(open: () => Promise<Session>): void {
  it('tells of a button that opens a form as of a press', async () => {
    await using session = await open()
    expect(session.adapter.can.form(visit)).toBe(false)
    const ada = session.person()
    const about = 'x'.repeat(58 - 'visit'.length)
    const list: Button[] = [
      { label: 'With', form: 'visit', about: 'order:7' },
      { label: 'Without', form: 'visit' },
      { label: 'Long', form: 'visit', about },
    ]
    const shown: Shown = await session.shows(ada, withButtons(...list))
    for (const { label } of list) ada.presses(shown, label)
    const heard = (await session.ear.first(3)).map((it) => (it.kind === 'pressed' ? it.press : it.kind))
    expect(heard).toEqual(['form:visit:order:7', expect.stringMatching(/^form:visit:?$/), `form:visit:${about}`])
  })

  it('tells of a command that opens a form as of any other', async () => {
    await using session = await open()
    session.person().asks('visit', '')
    expect(await session.ear.next()).toMatchObject({ kind: 'asked', command: 'visit', args: '' })
  })
}

async function fill(who: Actor, ...how: Parameters<NonNullable<Actor['fills']>>) {
  if (!who.fills) throw new Error('nobody can fill in a form')
  return who.fills(...how)
}
