import { setImmediate } from 'node:timers/promises'
import { expect, test } from 'vitest'
import { eachDatabase } from '../databases.ts'
import type { Interaction } from '../platforms/discord/interactions.ts'
import type { Act } from '../platforms/slack/acting.ts'
import { hold } from './hold.ts'
import { started, type Together, together } from './program.ts'

/** How long the database is held, and how many others write meanwhile. */
const heldMs = 2_000
const others = 500
const patience = 180_000

/** Nobody is asked about promotions: with the question for each of the crowd Slack's limit for a minute would be used up. */
const files = () => ({ '.env': 'PROGRAM=program.yaml\n', 'program.yaml': 'promotions: { consent: assumed }\n' })

eachDatabase((fresh) => {
  test(
    'whatever is pressed, asked and filled in is acknowledged in time, though nothing can be stored for two seconds, others crowd in and a platform is away',
    async () => {
      const there = await together(fresh, 1, files)
      const { telegram, slack, discord, owners, database } = there
      const comeBack = await telegram.refuse()
      await started(there)
      slack.says(owners.slack, 'start')
      discord.says(owners.discord, 'start')
      const onSlack = await slack.next(owners.slack, 'Hello Sal')
      const onDiscord = await discord.next(owners.discord, 'Hello Dee')
      await slack.asks(owners.slack, '/regulars earn').taken
      const form = await discord.opened(discord.slash(owners.discord, 'earn'))
      const other = slack.person({ name: 'Sue', locale: 'en-US' })
      slack.says(other, 'start')
      await slack.next(other, 'Hello Sue')
      await slack.asks(owners.slack, `/regulars grant slack:${other.id} staff`).taken
      await slack.next(other, 'You are staff now')
      const crowd = crowdOf(there)

      const asked: Act[] = []
      const done: Interaction[] = []
      let submitted: Promise<{ kind: string }> | undefined
      await hold(database, heldMs, () => {
        crowd()
        submitted = slack.submits(owners.slack, { who: `slack:${owners.slack}`, amount: '12.50' })
        asked.push(slack.asks(owners.slack, '/regulars points'), slack.presses(owners.slack, onSlack, 'Help'))
        asked.push(slack.asks(other, '/regulars earn'))
        done.push(
          discord.submits(form, { who: `discord:${owners.discord}`, amount: '12.50' }),
          discord.slash(owners.discord, 'points'),
          discord.presses(owners.discord, onDiscord, 'Help'),
          discord.slash(owners.discord, 'earn'),
        )
      })
      for (const { taken } of asked) expect(await taken).toMatchObject({ ok: true })
      expect(await submitted).toMatchObject({ kind: 'closed' })
      expect(slack.modal(other)?.title).toBe('Book a purchase')
      for (const each of done) expect((await discord.answer(each)).state).toBe('answered')
      expect(discord.modal(done[3] as Interaction).title).toBe('Book a purchase')
      await slack.next(owners.slack, /^Booked €12\.50/)
      await discord.next(owners.discord, /^Booked €12\.50/)
      while (slack.pending > 0) await setImmediate()
      const late = slack.envelopes().filter(({ tries }) => tries.length !== 1)
      expect(late.map(({ type, tries }) => ({ type, tries }))).toEqual([])

      telegram.says(owners.telegram, '/start')
      await comeBack()
      await telegram.next(owners.telegram, 'Hello Tom')
    },
    patience,
  )
})

/** Many people on both platforms, each of whom asks for his points when it is called. */
function crowdOf({ slack, discord }: Together): () => void {
  const half = Array.from({ length: others / 2 }, (_, n) => `Guest ${n}`)
  const onSlack = half.map((name) => slack.person({ name }))
  const onDiscord = half.map((name) => discord.person({ name }))
  return () => {
    for (const person of onSlack) slack.says(person, 'points')
    for (const person of onDiscord) discord.says(person, 'points')
  }
}
