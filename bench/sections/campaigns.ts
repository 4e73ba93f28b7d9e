import { join } from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { realLimits } from '../../test/platforms/telegram/limits.ts'
import { type Spawned, spawnTelegram } from '../../test/platforms/telegram/remote.ts'
import { nodeFlags } from '../bots.ts'
import { campaignFile, firstRecipient, sleepless } from '../campaign.ts'
import { follow, type Program, run } from '../children.ts'
import { times } from '../figures.ts'
import { residentMegabytes } from '../resident.ts'
import { scratch } from '../scratch.ts'
import type { Finding, Section } from '../section.ts'
import type { Setting } from '../setting.ts'

const people = 100_000
/** How many messages a second the platform allows. */
const allowed = 30
/** How long each thing is measured, in seconds; what comes before that is not. */
const measured = 40
const warming = 5
/** Customers who ask something meanwhile, a second. */
const asking = 2
const owner = 1
/** How much more memory there may be late than early, in megabytes. */
const slack = 40

const file = (path: string) => fileURLToPath(new URL(path, import.meta.url))

/** The program with that database, at that rate (0 for as fast as it can). */
function start({ root, token }: Spawned, url: string, program: string, perSecond: number): Program {
  return run(file('../../src/main.ts'), {
    cwd: scratch(),
    node: [...nodeFlags],
    env: {
      PATH: process.env.PATH,
      NODE_ENV: 'production',
      DATABASE_URL: url,
      PROGRAM: program,
      PORT: '0',
      LOG_LEVEL: 'error',
      OWNERS: `telegram:${owner}`,
      TELEGRAM_BOT_TOKEN: token,
      TELEGRAM_API_ROOT: root,
      TELEGRAM_PER_SECOND: String(perSecond),
    },
  })
}

const servers: Spawned[] = []

/** A server with everybody the campaign goes to. */
async function opened(count: number): Promise<Spawned> {
  const server = await spawnTelegram([
    '--record',
    'counts',
    '--first-update',
    String(500_000_000 + servers.length * 1_000_000),
  ])
  follow(server.process)
  servers.push(server)
  for (let from = 0; from < count; from += 500)
    await Promise.all(
      Array.from({ length: Math.min(500, count - from) }, (_, nth) =>
        server.person({ id: firstRecipient + from + nth, started: true }),
      ),
    )
  await server.person({ id: owner })
  return server
}

async function until(server: Spawned, least: number, most = 120): Promise<void> {
  const end = performance.now() + most * 1_000
  while ((await server.state()).sent < least) {
    if (performance.now() > end) throw new Error(`fewer than ${least} were sent`)
    await wait(50)
  }
}

/** Messages a second over so many seconds. */
async function rate(server: Spawned, seconds: number): Promise<number> {
  const [before, since] = [(await server.state()).sent, performance.now()]
  await wait(seconds * 1_000)
  return (((await server.state()).sent - before) * 1_000) / (performance.now() - since)
}

/** Each asks once; how long 99 in 100 waited, in milliseconds. */
async function waits(server: Spawned, seconds: number, firstChat: number): Promise<number> {
  await server.load({ chats: asking * seconds, perChat: 1, text: '/points', firstChat, rate: asking })
  await wait((seconds + 3) * 1_000)
  const result = await server.loaded()
  await server.unload()
  if (!result?.done) throw new Error(`only ${result?.answered} were answered`)
  return result.latency.p99
}

/** A campaign to very many on Telegram: at the allowed rate, and as fast as it goes. */
export const campaigns: Section = {
  name: 'campaigns',
  async run({ size, full }: Setting): Promise<Finding[]> {
    const count = Math.round(people * size)
    const seconds = Math.round(measured * size)
    const program = sleepless()
    try {
      if (full) return await toTheEnd(count, program)
      return [
        ...(await atTheRate(count, seconds, program)),
        ...(await unlimited(count, seconds, program)),
        ...(await memory(count, program)),
      ]
    } finally {
      for (const server of servers.splice(0)) await server.stop()
    }
  },
}

async function atTheRate(count: number, seconds: number, program: string): Promise<Finding[]> {
  const server = await opened(count)
  const empty = start(server, `file:${join(scratch(), 'empty.db')}`, program, allowed)
  await server.says(owner, '/start')
  await until(server, 1)
  await waits(server, 5, 2_100_000_000)
  const without = await waits(server, seconds, 2_000_000_000)
  await empty.stop()
  await server.limits({ ...realLimits, enforce: true })
  const from = (await server.state()).sent
  const bot = start(server, await campaignFile(count, program), program, allowed)
  await until(server, from + allowed * warming)
  const alone = await rate(server, seconds)
  const beside = await Promise.all([rate(server, seconds), waits(server, seconds, 2_200_000_000)])
  const { violations, calls } = await server.state()
  await bot.stop()
  const share = alone / allowed
  const [rateBeside, withCampaign] = beside
  return [
    {
      what: `a campaign to ${count.toLocaleString('en')} at Telegram’s limits, as a share of the rate that is allowed`,
      found: `${(share * 100).toFixed(1)} %`,
      goal: 'at least 95 %',
      met: share >= 0.95,
    },
    {
      what: `the same while ${asking} customers a second ask something`,
      found: `${((rateBeside / allowed) * 100).toFixed(1)} %`,
      goal: 'at least 95 %',
      met: rateBeside / allowed >= 0.95,
    },
    {
      what: 'messages that came too early for a window of Telegram, and were refused with 429',
      found: `${violations}, ${calls.sendMessage?.refused ?? 0}`,
      goal: '0, 0',
      met: violations === 0 && (calls.sendMessage?.refused ?? 0) === 0,
    },
    {
      what: `time to the answer for 99 in 100 while a campaign is sent, as a ratio to without`,
      found: `${times(withCampaign / without)} (${withCampaign.toFixed(0)} ms, ${without.toFixed(0)} ms)`,
      goal: 'under 1.5',
      met: withCampaign / without < 1.5,
    },
  ]
}

/** The whole of it, to the last message: about an hour. */
async function toTheEnd(count: number, program: string): Promise<Finding[]> {
  const server = await opened(count)
  await server.limits({ ...realLimits, enforce: true })
  const bot = start(server, await campaignFile(count, program), program, allowed)
  await until(server, 1)
  const began = performance.now()
  await server.load({ chats: count, perChat: 1, text: '/points', firstChat: 2_000_000_000, rate: asking })
  await until(server, count, (count / allowed) * 2)
  const share = (((await server.state()).sent - 1) * 1_000) / (performance.now() - began) / allowed
  const { violations, calls } = await server.state()
  await bot.stop()
  return [
    {
      what: `all of a campaign to ${count.toLocaleString('en')} at Telegram’s limits, with ${asking} customers a second who ask something, as a share of the rate that is allowed`,
      found: `${(share * 100).toFixed(1)} %`,
      goal: 'at least 95 %',
      met: share >= 0.95,
    },
    {
      what: 'messages of it that came too early for a window of Telegram, and were refused with 429',
      found: `${violations}, ${calls.sendMessage?.refused ?? 0}`,
      goal: '0, 0',
      met: violations === 0 && (calls.sendMessage?.refused ?? 0) === 0,
    },
  ]
}

/** Memory early and late while a campaign is sent as fast as it goes. */
async function memory(count: number, program: string): Promise<Finding[]> {
  const server = await opened(count)
  const bot = start(server, await campaignFile(count, program), program, 0)
  const at = async (share: number) => {
    await until(server, Math.round(count * share), 600)
    return residentMegabytes(bot.pid)
  }
  const [early, late] = [await at(0.1), await at(0.9)]
  await bot.stop()
  return [
    {
      what: `memory while a campaign to ${count.toLocaleString('en')} is sent without limits, at 90 % against at 10 %`,
      found: `${late.toFixed(0)} MB against ${early.toFixed(0)} MB`,
      goal: `at most ${slack} MB more`,
      met: late - early <= slack,
    },
  ]
}

async function unlimited(count: number, seconds: number, program: string): Promise<Finding[]> {
  const server = await opened(count)
  const short = Math.max(4, Math.round(seconds / 5))
  const { root, token } = server
  const loop = run(file('../baselines/loop.ts'), {
    cwd: scratch(),
    env: {
      PATH: process.env.PATH,
      ROOT: root,
      TOKEN: token,
      TEXT: 'Hello Guest 3000000001, you have 0 points',
      FIRST: String(firstRecipient),
      COUNT: String(count),
    },
  })
  await until(server, 1_000)
  const plain = await rate(server, short)
  await loop.stop()
  const from = (await server.state()).sent
  const bot = start(server, await campaignFile(count, program), program, 0)
  await until(server, from + 1_000)
  const ours = await rate(server, short)
  const paused = await pauseMs(server)
  await bot.stop()
  return [
    {
      what: 'messages of a campaign a second without limits, as a ratio to a plain loop with 30 under way',
      found: `${times(ours / plain)} (${ours.toFixed(0)}, ${plain.toFixed(0)})`,
    },
    {
      what: 'from the press of Pause to the last message, at full rate',
      found: `${paused.toFixed(0)} ms`,
      goal: 'under 1,000 ms',
      met: paused < 1_000,
    },
  ]
}

/** Time from the press of a manager until nothing arrives any more, in milliseconds. */
async function pauseMs(server: Spawned): Promise<number> {
  await server.says(owner, '/campaign Bench')
  const card = await server.next(owner)
  let sent = (await server.state()).sent
  const pressed = performance.now()
  const pressing = server.presses(owner, { chat: owner, id: card.id }, 'Pause')
  let last = pressed
  while (performance.now() - last < 3_000) {
    await wait(20)
    const now = (await server.state()).sent
    if (now - sent > 2) last = performance.now()
    sent = now
    if (performance.now() - pressed > 30_000) return Number.POSITIVE_INFINITY
  }
  await pressing
  if (last === pressed) throw new Error('nothing was being sent any more when it was paused')
  return last - pressed
}
