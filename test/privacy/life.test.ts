import { expect, test } from 'vitest'
import { allOf } from '../complaints/acting.ts'
import { readable } from '../conversation.ts'
import { eachDatabase } from '../databases.ts'
import { books } from '../links/books.ts'
import { hers, ids, lively, words } from './ana.ts'
import { rowsWith } from './everything.ts'

eachDatabase((fresh) => {
  test('whatever a customer wrote is in what he is sent, and no note of staff is', async () => {
    const { scene, ana } = await lively(fresh)
    await ana.says('/privacy')
    await ana.presses(ana.last(), 'Send me everything')
    await scene.sweep()
    const parts = ana.sees().flatMap(({ message }) => message.parts ?? [])
    const files = parts.filter((part) => part.kind === 'file')
    expect(files.map(({ name }) => name)).toEqual([expect.stringMatching(/^about-me-.*\.json$/), 'zqxfile.png'])
    const written = Buffer.from(await scene.engine.file(files[0]?.file ?? '')).toString()
    expect(Object.keys(JSON.parse(written))).toEqual(
      expect.arrayContaining([
        'profile',
        'people',
        'points',
        'entries',
        'purchases',
        'complaints',
        'callbacks',
        'files',
      ]),
    )
    for (const word of [...hers, ...ids, 'zqxanswer', 'zqxreceipt', 'zqxitem', 'zqxfield', 'zqxtag'])
      expect(written).toContain(word)
    for (const word of ['zqxnote', 'zqxthreadnote', 'zqxformnote', 'zqxcallnote', 'Bob'])
      expect(written).not.toContain(word)
    const { campaigns, campaignButtons, broughtBy, linkedChats } = JSON.parse(written)
    expect(campaigns).toMatchObject([
      { name: 'Campaign 0', state: 'sent', text: 'Hello {name}, come by' },
      { state: 'waiting' },
    ])
    expect(campaignButtons).toMatchObject([{ name: 'Campaign 0', button: 1, times: 2 }])
    expect(JSON.parse(written).lots.map(({ points }: { points: number }) => points)).toEqual([120, 5])
    expect(broughtBy).toMatchObject([{ platform: 'telegram' }])
    expect(linkedChats).toMatchObject([{ platform: 'telegram', with: 'web', state: 'linked' }])
    expect(JSON.parse(written).complaints[0]).toMatchObject({ number: 'C-1001', notesOfStaffNotShown: 3 })
  })

  test('a customer who is erased is nowhere any more, and the books add up as before', async () => {
    const { scene, database, ana, onWeb, anaId, sam, dee, bob, clock } = await lively(fresh)
    expect(scene.blobs.kept.size).toBe(1)
    const before = await books(database)
    await onWeb.says('/privacy')
    await onWeb.presses(onWeb.last(), 'Delete me')
    expect(readable(onWeb.last().message)).toMatch(/115 points are lost|open complaint is closed/)
    await onWeb.presses(onWeb.last(), /^Yes, delete me/)
    expect(readable(onWeb.finds('Done. Nothing about you').message)).toContain('tax office')
    await scene.engine.look('erased files')
    clock.now += 11 * 60_000
    await scene.sweep('privacy.again')

    expect(await rowsWith(database, words)).toEqual([])
    expect(scene.blobs.kept.size).toBe(0)
    for (const actor of [sam, dee]) expect(allOf(actor, 'desk')).not.toMatch(/zqx/i)
    for (const actor of [sam, dee]) actor.finds('C-1001 is closed. The customer', 'desk')

    const after = await books(database)
    expect(after.accounts.find(({ customerId }) => customerId === anaId)).toMatchObject({ balance: 0, debt: 0 })
    const kept = new Map(after.entries.map((entry) => [entry.id, entry]))
    for (const entry of before.entries) expect(kept.get(entry.id)).toEqual(entry)
    expect(await database.query('SELECT amount, refunded FROM purchase')).toEqual([{ amount: 12_000, refunded: 1_000 }])
    expect(await database.query('SELECT state, category FROM complaint')).toEqual([
      { state: 'withdrawn', category: 'order' },
    ])
    expect(await database.query('SELECT state, why FROM campaign_recipient ORDER BY id')).toEqual([
      { state: 'sent', why: null },
      { state: 'skipped', why: 'gone' },
    ])
    expect(await database.query('SELECT sent, skipped FROM campaign ORDER BY id')).toEqual([
      { sent: 1, skipped: 0 },
      { sent: 0, skipped: 1 },
    ])
    expect(await database.query('SELECT recipient FROM campaign_press')).toEqual([])
    expect(await database.query('SELECT state, reason FROM referral')).toEqual([{ state: 'refused', reason: 'erased' }])
    expect(await database.query('SELECT cell FROM callback_cell')).toEqual([])
    expect(await database.query('SELECT "customerId" FROM erasure')).toEqual([])
    expect(
      (await database.query<{ type: string }>('SELECT type FROM webhook_delivery')).map(({ type }) => type),
    ).toContain('customer.erased')

    // Whoever writes again is somebody new; the others are who they were.
    await ana.says('/points')
    const [fresh2] = await database.query<{ id: string }>(
      `SELECT "customerId" AS id FROM identity WHERE person = 'T7700'`,
    )
    expect(fresh2?.id).not.toBe(anaId)
    expect(readable(ana.last().message)).toContain('no points')
    await bob.says('/points')
    expect(bob.sees().length).toBeGreaterThan(0)
  })
})
