import { expect, it } from 'vitest'
import type { Happening } from '../../src/chat.ts'
import type { Platform } from './platform.ts'
import { Session } from './session.ts'
import { until } from './until.ts'

const textOf = (happening: Happening) => ('text' in happening ? happening.text : happening.kind)

/** How happenings are handed over: acknowledged once stored, and known again when they come again. */
export function takes(platform: Platform): void {
  const open = () => Session.open(platform)

  it('gives every happening an id of its own, and the same one when it is told again', async () => {
    await using session = await open()
    const [ada, ben] = [session.person(), session.person()]
    ada.says('Hello')
    await session.ear.first(1)
    ada.says('Hello')
    await session.ear.first(2)
    ben.says('Hello')
    await session.ear.first(3)
    await until(() => session.platform.waiting === 0)
    for (const count of [4, 5]) {
      session.platform.repeat()
      await session.ear.first(count)
    }
    const ids = (await session.ear.first(5)).map(({ id }) => id)
    expect(new Set(ids).size).toBe(3)
    expect(ids.slice(2)).toEqual([ids[2], ids[2], ids[2]])
    for (const id of ids) expect(id).toMatch(/^[ -~]{1,200}$/)
  })

  it('acknowledges nothing that is not stored yet', async () => {
    await using session = await open()
    const ada = session.person()
    const stored = Promise.withResolvers<void>()
    session.ear.gate = stored.promise
    ada.says('Keep this')
    await session.ear.first(1)
    for (let turn = 0; turn < 5; turn += 1) await session.send(ada, 'meanwhile')
    expect(session.platform.waiting).toBe(1)
    stored.resolve()
    await until(() => session.platform.waiting === 0)
    expect(session.ear.told).toHaveLength(1)
  })

  it('has come again what could not be stored', async () => {
    await using session = await open()
    const ada = session.person()
    let refusals = 3
    session.ear.refuses = () => refusals-- > 0
    ada.says('Keep this')
    const told = await session.ear.first(4)
    expect(new Set(told.map(({ id }) => id)).size).toBe(1)
    expect(told.map(textOf)).toEqual(Array(4).fill('Keep this'))
    await until(() => session.platform.waiting === 0)
    expect(session.ear.told).toHaveLength(4)
  })

  it('hands over in order what happens in one conversation', async () => {
    await using session = await open()
    const ada = session.person()
    const parts = [{ kind: 'buttons' as const, buttons: [{ label: 'Press', press: 'press' }] }]
    const shown = await session.shows(ada, { text: 'Buttons', parts })
    const texts = Array.from({ length: 12 }, (_, n) => `number ${n}`)
    for (const text of texts) {
      ada.says(text)
      ada.presses(shown, 'Press')
    }
    const told = await session.ear.first(24)
    expect(told.map(textOf)).toEqual(texts.flatMap((text) => [text, 'pressed']))
  })

  it('tells another process of what was not stored when this one ended', async () => {
    await using session = await open()
    const ada = session.person()
    const never = Promise.withResolvers<void>()
    session.ear.gate = never.promise
    ada.says('Keep this')
    const [first] = await session.ear.first(1)
    session.ear.refuses = () => true
    never.reject(new Error('the process is ending'))
    const stopped = session.stop()
    await stopped
    expect(session.platform.waiting).toBe(1)
    session.ear.gate = Promise.resolve()
    session.ear.refuses = () => false
    const before = session.ear.told.length
    await session.restart()
    const again = (await session.ear.first(before + 1)).at(-1)
    expect(again).toMatchObject({ id: first?.id, kind: 'said', text: 'Keep this' })
    await until(() => session.platform.waiting === 0)
  })
}
