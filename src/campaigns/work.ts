import type { Work, WorkDefinition } from '../engine/feature.ts'
import { inRounds, Sleeper } from '../engine/rounds.ts'
import { afterTimeout } from '../engine/try-send.ts'
import type { Program } from '../program/program.ts'
import { openRound } from './begin.ts'
import { redrawCampaign, showCampaign } from './board.ts'
import type { Outside } from './effect/links/address.ts'
import { feed, platformsOf, queuedOn } from './feed.ts'
import { finish } from './finish.ts'
import { freezeMore, UnreadableAudience } from './freeze.ts'
import { showProgress } from './progress.ts'
import type { Campaign } from './rules/campaign.ts'
import { isOverdue } from './rules/decide.ts'
import { settle } from './settle.ts'
import { campaignById, changeCampaign, dueCampaigns, liveCampaigns, nextDue } from './store.ts'
import { dropQueued, skipWaiting, takeBack, withdraw } from './sweep.ts'
import { campaignsTopic } from './topic.ts'

type Tools = Parameters<WorkDefinition['make']>[0]

/** Most messages that wait in the outbox of one platform: enough for it never to run dry. */
const ahead = 1_000
/** Most that are put there in one transaction. */
const batch = 500
/** How often it is looked what came of them, in milliseconds. */
const lookMs = 200
/** How often it is looked who is not to get one any more. */
const dropMs = 1_000
/** Longest sleep when nothing is to be done. */
const longestSleep = 60_000

/**
 * Carries campaigns on: begins them, writes their audience down, keeps the outbox filled, and writes down what became of it. All of
 * it is in the tables, so that whoever leads next goes on where this one was.
 */
class CampaignWork implements Work {
  readonly #program: Program
  readonly #outside: Outside
  readonly #tools: Tools
  readonly #sleeper = new Sleeper(afterTimeout)
  /** Those who want to know when it has looked. */
  readonly #asking: (() => void)[] = []
  /** In milliseconds of `performance.now()`. */
  #dropAt = 0

  constructor(program: Program, outside: Outside, tools: Tools) {
    this.#program = program
    this.#outside = outside
    this.#tools = tools
  }

  nudge(): void {
    this.#sleeper.stir()
  }

  look(): Promise<void> {
    const { promise, resolve } = Promise.withResolvers<void>()
    this.#asking.push(resolve)
    this.nudge()
    return promise
  }

  async run(signal: AbortSignal): Promise<void> {
    await inRounds(this.#sleeper, signal, {
      begin: async () => {},
      round: () => this.#tellingRound(signal),
      failed: (error) => this.#tools.log.error({ err: error }, 'campaigns could not be carried on'),
    })
  }

  /** A look that began before somebody asked for one is not meant by him, nor one that leaves something to be done. */
  async #tellingRound(signal: AbortSignal): Promise<number> {
    const asking = this.#asking.length
    const pause = await this.#round(signal)
    if (pause > 0) for (const tell of this.#asking.splice(0, asking)) tell()
    return pause
  }

  /** Gives how long to sleep, in milliseconds. */
  async #round(signal: AbortSignal): Promise<number> {
    const { run, now } = this.#tools
    await this.#beginDue()
    const { live, next } = await run(async (unit) => ({ live: await liveCampaigns(unit), next: await nextDue(unit) }))
    if (live.length === 0) return next ? Math.min(Math.max(0, next.getTime() - now()), longestSleep) : longestSleep
    await this.#settle(signal)
    let isBusy = false
    for (const campaign of live) {
      if (signal.aborted) return 0
      try {
        if (await this.#carryOn(campaign)) isBusy = true
      } catch (error) {
        this.#tools.log.error({ err: error, campaign: campaign.id }, 'a campaign could not be carried on')
        if (error instanceof UnreadableAudience) await this.#halt(campaign)
      }
    }
    return isBusy ? 0 : lookMs
  }

  /** It waits for a manager, who is shown so. */
  async #halt({ id }: Campaign): Promise<void> {
    await this.#tools.run(async (unit) => {
      const campaign = await campaignById(unit, id)
      if (campaign?.state !== 'sending') return
      await changeCampaign(unit, campaign, { state: 'paused', changedBy: null })
      await redrawCampaign(unit, this.#program, { ...campaign, state: 'paused', changedBy: null })
    })
  }

  async #beginDue(): Promise<void> {
    const { run, log } = this.#tools
    await run(async (unit) => {
      for (const campaign of await dueCampaigns(unit)) {
        log.info({ campaign: campaign.id, round: campaign.round + 1 }, 'a campaign is due')
        if (campaign.due !== null && isOverdue(campaign.due, unit.now)) {
          await changeCampaign(unit, campaign, { state: 'asking', changedBy: null })
          await showCampaign(unit, this.#program, { ...campaign, state: 'asking', changedBy: null })
          continue
        }
        if (!(await openRound(unit, campaign))) continue
        const begun = await campaignById(unit, campaign.id)
        if (begun) await showCampaign(unit, this.#program, begun)
      }
    })
  }

  async #settle(signal: AbortSignal): Promise<void> {
    const { run } = this.#tools
    const program = this.#program
    while (!signal.aborted && (await run((unit) => settle(unit, program))) > 0);
    if (performance.now() < this.#dropAt) return
    this.#dropAt = performance.now() + dropMs
    await run(async (unit) => {
      await dropQueued(unit, program)
      await takeBack(unit)
    })
  }

  /** Gives whether there is more to be done at once. */
  async #carryOn(campaign: Campaign): Promise<boolean> {
    const { run } = this.#tools
    const program = this.#program
    const { id, state, frozen } = campaign
    if (state === 'cancelled') {
      if (await run((unit) => skipWaiting(unit, id))) return true
    } else if (state === 'paused') {
      await run(async (unit) => {
        await withdraw(unit, id)
        await showProgress(unit, program, id)
      })
      return false
    } else if (frozen === null) {
      await run((unit) => freezeMore(unit, program, campaign))
      return true
    }
    const isMore = state === 'sending' && (await this.#feed(campaign))
    await run(async (unit) => {
      if (isMore || !(await finish(unit, program, campaign))) await showProgress(unit, program, id)
    })
    return isMore
  }

  /** Fills the outbox of each platform. Gives whether there was more than fits into one transaction. */
  async #feed(campaign: Campaign): Promise<boolean> {
    const { run } = this.#tools
    const { platforms, queued } = await run(async (unit) => ({
      platforms: await platformsOf(unit, campaign.id),
      queued: await queuedOn(unit),
    }))
    let isMore = false
    for (const platform of platforms) {
      const room = ahead - (queued.get(platform) ?? 0)
      if (room <= 0) continue
      const most = Math.min(batch, room)
      const looked = await run((unit) => feed(unit, this.#program, campaign, platform, most, this.#outside))
      if (looked === most && room > most) isMore = true
    }
    return isMore
  }
}

export const campaignWork = (program: Program, outside: Outside): WorkDefinition => ({
  name: 'campaigns',
  topic: campaignsTopic,
  make: (tools) => new CampaignWork(program, outside, tools),
})
