import { expect, it } from 'vitest'
import type { Happening, Person } from '../../src/chat.ts'
import type { Platform } from './platform.ts'
import { Session } from './session.ts'
import { bare, endless, hostile, isBeginningOf, isSane } from './texts.ts'

/** Telegram tells times in whole seconds. */
const coarse = 1_000

/** What people do, as the engine gets to know it. */
export function hears(platform: Platform): void {
  const { has } = platform
  const open = () => Session.open(platform)

  it('tells who said what, where and when', async () => {
    await using session = await open()
    const ada = session.person({ locale: 'pt-BR' })
    const before = Date.now()
    ada.says('Hello there')
    const heard = await session.ear.next()
    expect(heard).toMatchObject({ kind: 'said', where: ada.place, direct: true, text: 'Hello there' })
    expect(heard).not.toHaveProperty('replyTo')
    expectPerson(heard, ada.who)
    expect(heard.at.getTime()).toBeGreaterThanOrEqual(before - coarse)
    expect(heard.at.getTime()).toBeLessThanOrEqual(Date.now())
  })

  it('tells of commands, with all that follows them', async () => {
    await using session = await open()
    const ada = session.person()
    for (const args of ['', 'card 1042 12.50', 'two\nlines', '-5 @ada "x"']) {
      ada.asks('earn', args)
      const heard = await session.ear.next()
      expect(heard).toMatchObject({ kind: 'asked', command: 'earn', args, where: ada.place, direct: true })
      expectPerson(heard, ada.who)
    }
  })

  it('keeps people apart', async () => {
    await using session = await open()
    const [ada, ben] = [session.person({ locale: 'zh' }), session.person()]
    ada.says('one')
    ben.says('two')
    const heard = await session.ear.first(2)
    const byAda = heard.filter(({ where }) => where.channel === ada.place.channel)
    const byBen = heard.filter(({ where }) => where.channel === ben.place.channel)
    expect([byAda, byBen]).toMatchObject([[{ text: 'one' }], [{ text: 'two' }]])
    for (const [happening, who] of [[byAda[0], ada.who] as const, [byBen[0], ben.who] as const])
      expectPerson(happening, who)
  })

  it('takes every text as text, and nothing in it that cannot be kept', async () => {
    await using session = await open()
    const ada = session.person()
    for (const [name, text] of Object.entries(hostile)) {
      ada.says(text)
      const heard = await session.ear.next()
      expect.soft(heard.kind, name).toBe('said')
      expectText('text' in heard && heard.text, text, name)
      ada.asks('earn', text)
      const asked = await session.ear.next()
      expectText('args' in asked && asked.args, text, name)
    }
  })

  it('cuts what is far too long, nowhere inside a character', async () => {
    await using session = await open()
    const ada = session.person()
    for (const text of [endless, `x${endless}`]) {
      ada.says(text)
      const heard = await session.ear.next()
      const kept = 'text' in heard ? heard.text : ''
      expect(kept.length).toBeGreaterThan(2_000)
      expect(isBeginningOf(kept, text)).toBe(true)
      ada.asks('earn', text)
      const asked = await session.ear.next()
      expect('args' in asked && isBeginningOf(asked.args, text)).toBe(true)
    }
  })

  if (has.names) {
    it('takes every name as text', async () => {
      await using session = await open()
      for (const [title, name] of Object.entries(hostile)) {
        session.person({ name }).says('Hi')
        const told = (await session.ear.next()).who.name ?? ''
        expect.soft(isBeginningOf(told, name), title).toBe(true)
      }
      session.person({ name: endless }).says('Hi')
      const { who } = await session.ear.next()
      expect(isBeginningOf(who.name ?? '', endless)).toBe(true)
      expect(who.name?.length).toBeLessThanOrEqual(200)
    })
  }

  if (has.groups) {
    it('tells of what is said and asked in a group', async () => {
      await using session = await open()
      const [ada, ben] = [session.person(), session.person()]
      const { place } = session.group(ada, ben)
      ben.says('Hello', { in: place })
      const said = await session.ear.next()
      expect(said).toMatchObject({ kind: 'said', text: 'Hello', where: place, direct: false })
      expectPerson(said, ben.who)
      ada.asks('earn', 'card 1042 5', { in: place })
      const asked = await session.ear.next()
      expect(asked).toMatchObject({ kind: 'asked', command: 'earn', args: 'card 1042 5', where: place, direct: false })
      expectPerson(asked, ada.who)
    })
  }

  if (has.threads) {
    it('tells in which thread of a group it was', async () => {
      await using session = await open()
      const ada = session.person()
      const group = session.group(ada)
      const thread = group.thread?.()
      expect(thread).toMatchObject({ channel: group.place.channel, thread: expect.stringMatching(/./) })
      ada.asks('points', '', { ...(thread && { in: thread }) })
      expect((await session.ear.next()).where).toEqual(thread)
    })
  }

  if (has.replies) {
    it('tells whom somebody answers', async () => {
      await using session = await open()
      const [ada, ben] = [session.person(), session.person({ locale: 'en' })]
      const { place } = session.group(ada, ben)
      ada.asks('earn', '5', { in: place, answering: ben })
      const heard = await session.ear.next()
      expect(heard).toMatchObject({ kind: 'asked', command: 'earn', args: '5' })
      expect('replyTo' in heard && heard.replyTo?.id).toBe(ben.who.id)
    })
  }

  if (has.edits) {
    it('tells what somebody makes of what was said', async () => {
      await using session = await open()
      const ada = session.person()
      ada.says('Five please')
      const said = await session.ear.next()
      const message = 'message' in said ? said.message : undefined
      expect(message).toMatch(/./)
      ada.edits?.('Six @please <b>')
      const edited = await session.ear.next()
      expect(edited).toMatchObject({ kind: 'edited', message, text: 'Six @please <b>', where: ada.place, direct: true })
      expectPerson(edited, ada.who)
      ada.deletes?.()
      if (ada.deletes) expect(await session.ear.next()).toMatchObject({ kind: 'deleted', message, where: ada.place })
      expect(new Set(session.ear.told.map(({ id }) => id)).size).toBe(session.ear.told.length)
    })
  }

  it('tells when somebody leaves and comes back, where people can', async () => {
    await using session = await open()
    const ada = session.person()
    expect(ada.blocks === undefined).toBe(ada.unblocks === undefined)
    ada.blocks?.()
    ada.unblocks?.()
    ada.says('here')
    const heard = await session.ear.first(ada.blocks ? 3 : 1)
    expect(heard.map(({ kind }) => kind)).toEqual(ada.blocks ? ['left', 'joined', 'said'] : ['said'])
    for (const happening of heard) {
      expect(happening).toMatchObject({ where: ada.place, direct: true })
      expectPerson(happening, ada.who)
    }
  })
}

/** Where the language is not told with everything, `who` is without one. */
function expectPerson(happening: Happening | undefined, who: Person): void {
  const { locale, ...told } = happening?.who ?? { locale: undefined }
  const isTold = locale !== undefined && who.locale !== undefined
  expect({ ...told, ...(isTold && { locale: Intl.getCanonicalLocales(locale)[0] }) }).toEqual(who)
}

function expectText(taken: unknown, text: string, name: string): void {
  if (typeof taken !== 'string') expect.soft(taken, name).toBe(text)
  else {
    expect.soft(bare(taken), name).toBe(bare(text))
    expect.soft(isSane(taken), name).toBe(true)
  }
}
