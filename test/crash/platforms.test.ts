import { test } from 'vitest'
import { eachDatabase } from '../databases.ts'
import { onDiscord } from './fronts/discord.ts'
import { onSlack } from './fronts/slack.ts'
import { onTelegram } from './fronts/telegram.ts'
import { kills, patience, seed, survives } from './survives.ts'

eachDatabase((fresh) => {
  test(
    'with Telegram, Slack and Discord at once nothing is lost and nothing done twice, whenever the program is killed',
    async () => {
      const database = await fresh.url()
      const fronts = [await onTelegram(seed), await onSlack(seed), await onDiscord(seed)] as const
      await survives({ database, fronts, customers: 12, perSecond: { said: 30, sold: 8 }, kills: kills(3) })
    },
    patience(3),
  )
})
