/** Telegraf as its documentation shows it: answers with a fixed text and keeps nothing. */
import { Telegraf } from 'telegraf'

const { TOKEN = '', ROOT = '', TEXT = '' } = process.env
const bot = new Telegraf(TOKEN, { telegram: { apiRoot: ROOT } })
bot.command('points', (context) => context.reply(TEXT))
bot.catch(() => {})
process.once('SIGTERM', () => process.exit(0))
await bot.launch()
