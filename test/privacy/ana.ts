import { expect } from 'vitest'
import type { SentFile } from '../../src/chat.ts'
import { detailsChange } from '../../src/customers/details/store.ts'
import { recordAdjustment } from '../../src/points/exports.ts'
import { defaultProgram } from '../../src/program/program.ts'
import { takeRefund, takeSale } from '../../src/purchases/sale.ts'
import { asksFor } from '../callbacks/asking.ts'
import { fillsIn } from '../complaints/acting.ts'
import { type Actor, labelsOf, Scene } from '../complaints/scene.ts'
import { readable } from '../conversation.ts'
import type { Fresh } from '../databases.ts'

const at = { channel: 'desk' }
const marker = 'zqx'
const start = Date.parse('2026-03-02T10:00:00Z')

/** What Ana wrote, and what others wrote about her: each is to be found by its own word. */
export const hers = ['name', 'hello', 'broken', 'more', 'edited', 'again', 'file', 'call', 'talk', 'fresh', 'idea'].map(
  (word) => `${marker}${word}`,
)
const theirs = ['answer', 'note', 'threadnote', 'formnote', 'callnote', 'receipt', 'item', 'sorry', 'field', 'tag'].map(
  (word) => `${marker}${word}`,
)
const said = (word: string) => {
  const found = [...hers, ...theirs].find((it) => it === `${marker}${word}`)
  if (found === undefined) throw new Error(`${word} is not among the words`)
  return found
}
/** By which she is known on platforms, and can be called. */
export const ids = ['T7700', 'W7700', '30777123']
export const words = [marker, ...ids]

function upload({ platform }: Actor, name: string): SentFile {
  const bytes = Buffer.from(`bytes of ${name}`)
  platform.uploads.set(name, bytes)
  return { id: name, name, media: 'image/png', size: bytes.length }
}

/**
 * A customer who has done everything here that one can do, on two platforms, with two desks that saw it: a settled and an
 * open complaint, a call that was made in the chat and one that is agreed, a friend, points, files, something half written.
 */
export async function lively(fresh: Fresh) {
  const clock = { now: start }
  const database = await fresh.open()
  const scene = await Scene.open(fresh, { database, now: () => new Date(clock.now) })
  const sam = await scene.member('slack', 'sam', 'staff', { name: 'Sam' })
  const dee = await scene.member('discord', 'dee', 'manager', { name: 'Dee' })
  await sam.says('/desk', at)
  await dee.says('/desk', at)
  await scene.engine.run(async (unit) => {
    await unit.sql.execute(
      `INSERT INTO webhook (id, url, secret, created) VALUES ('w', 'http://127.0.0.1:9/none', 'whsec_', ?)`,
      unit.now,
    )
  })
  const bob = scene.person('web', 'bob', { name: 'Bob' })
  await bob.says('/refer')
  const code = /\b[2-9A-HJ-NP-Z]{4}-?[2-9A-HJ-NP-Z]{2,4}\b/.exec(readable(bob.last().message))?.[0]
  const ana = scene.person('telegram', 'T7700', { name: said('name') })
  const onWeb = scene.person('web', 'W7700', { name: `${said('name')} too` })
  await ana.says(code === undefined ? '/start' : `/refer ${code}`)
  await ana.says(said('hello'), { message: 'm1' })
  const anaId = await customerOf(scene, 'T7700')

  // Linked: asked by name on the other platform.
  await onWeb.says('/start')
  await ana.says('/link')
  const [linking] = readable(ana.last().message).match(/[2-9A-Z]{4}-[2-9A-Z]{4}/) ?? []
  await onWeb.says(`/link ${linking}`)
  await ana.presses(ana.finds('says that is you'), 'Yes, that is me')

  // Points, by the till and by hand.
  await scene.engine.run(async (unit) => {
    const sale = {
      ...{ source: 'till', reference: said('receipt'), customerId: anaId, amount: 12_000, currency: 'EUR' },
      ...{ at: unit.now, items: [{ sku: '1', name: said('item'), quantity: 1, amount: 12_000 }] },
    }
    await takeSale(unit, defaultProgram, sale)
    const back = { reference: said('receipt'), amount: 1_000, currency: 'EUR' }
    await takeRefund(unit, defaultProgram, { source: 'till', reference: said('receipt') }, back)
    await unit.act(recordAdjustment, {
      ...{ reference: said('sorry'), customerId: anaId, points: 5, reason: said('sorry'), author: 'key:till' },
      expiresAt: null,
    })
    await unit.act(detailsChange, {
      id: anaId,
      change: {
        tags: [said('tag')],
        fields: { about: said('field') },
        birthday: { day: '03-08', year: 1990 },
        class: 'gold',
      },
    })
    await unit.sql.execute(
      `INSERT INTO follow_up (rule, subject, "customerId", "ownerId", since, state, due, until, asked, suggestion, suggested, created)
       VALUES ('r', 'p:1', ?, ?, ?, 'asked', ?, ?, ?, ?, ?, ?)`,
      anaId,
      anaId,
      ...[unit.now, unit.now, unit.now, unit.now],
      said('idea'),
      unit.now,
      unit.now,
    )
  })
  await promoted(scene, anaId)
  await scene.settle()

  // A complaint from beginning to end.
  await ana.says(`/complain ${said('broken')}`, { message: 'm2' })
  await ana.does({ kind: 'pressed', press: 'complaint.about:c:order' })
  const card = () => sam.finds(/^(.* · )?C-1001 · Order/, 'desk')
  await fillsIn(scene, sam, card(), 'Answer', { text: said('answer') })
  await ana.says(said('more'), { message: 'm3', files: [upload(ana, `${said('file')}.png`)] })
  await ana.does({ kind: 'edited', message: 'm3', text: said('edited') })
  await scene.sweep()
  await sam.says(`/note C-1001 ${said('note')}`, at)
  await sam.says(said('threadnote'), { ...at, thread: `t${card().id}`, message: 's1' })
  await dee.fills('note', { text: said('formnote') }, '1', at)
  await sam.fills('resolve', { outcome: 'fixed', text: said('answer') }, '1', at)
  await onWeb.fills('reopen', { text: said('again') }, '1')

  // A call in the chat, under way; and one that is agreed, with a number.
  await asksFor(scene, onWeb, { reason: said('call') })
  await onWeb.presses(onWeb.last(), 'Today')
  await onWeb.presses(onWeb.last(), labelsOf(onWeb.last())[0] ?? '')
  clock.now = start + 28 * 60_000
  for (let times = 0; times < 2; times += 1) await scene.sweep('callbacks.clock', 'callbacks.summary')
  const call = () => sam.finds(/K-1001/, 'desk')
  await sam.does({ kind: 'pressed', press: 'call.claim:1' }, at)
  await dee.fills('call-note', { note: said('callnote'), text: said('callnote') }, '1', at)
  await onWeb.says(said('talk'), { message: 'm4' })
  await sam.fills('call-done', { note: said('callnote') }, '1', at)
  await asksFor(scene, onWeb, { reason: said('fresh'), phone: '+49 30 777123' })
  await onWeb.presses(onWeb.last(), 'Today')
  await onWeb.presses(onWeb.last(), labelsOf(onWeb.last())[0] ?? '')

  // Staff look her up; something is half written on the other platform.
  await sam.says(`/find ${said('name')}`)
  await ana.says('/complain')
  await ana.says('/callback')
  await ana.says(said('fresh'))
  await scene.sweep()
  expect(await customerOf(scene, 'W7700')).toBe(anaId)
  return { scene, database, clock, ana, onWeb, anaId, sam, dee, bob, card, call, code }
}

/** One campaign that she got, where she pressed a button; one that is paused, and would go to her. */
async function promoted(scene: Scene, anaId: string): Promise<void> {
  await scene.engine.run(async (unit) => {
    for (const [nth, state] of ['done', 'paused'].entries()) {
      await unit.sql.execute(
        `INSERT INTO campaign (name, audience, state, message, schedule, "createdBy", created, round, total, sent)
         VALUES (?, 'everyone', ?, ?, '{"kind":"now"}', 'nobody', ?, 1, 1, ?)`,
        `Campaign ${nth}`,
        state,
        JSON.stringify({ a: 'Hello {name}, come by' }),
        unit.now,
        state === 'done' ? 1 : 0,
      )
      await unit.sql.execute(
        `INSERT INTO campaign_recipient ("campaignId", round, "customerId", "ownerId", platform, arm, state, due, sent)
         SELECT max(id), 1, ?, ?, 'telegram', 'a', ?, ?, ? FROM campaign`,
        anaId,
        anaId,
        state === 'done' ? 'sent' : 'waiting',
        unit.now,
        state === 'done' ? unit.now : null,
      )
    }
    await unit.sql.execute(
      `INSERT INTO campaign_press (recipient, button, "campaignId", round, arm, count, first, last)
       SELECT min(id), 1, min("campaignId"), 1, 'a', 2, ?, ? FROM campaign_recipient`,
      unit.now,
      unit.now,
    )
  })
}

async function customerOf(scene: Scene, person: string): Promise<string> {
  const [row] = await scene.database.query<{ id: string }>(
    'SELECT "customerId" AS id FROM identity WHERE person = ?',
    person,
  )
  return row?.id ?? ''
}
