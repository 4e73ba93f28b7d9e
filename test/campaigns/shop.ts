import { setImmediate as turn } from 'node:timers/promises'
import type { By, StartOutcome } from '../../src/campaigns/deeds.ts'
import { startCampaign } from '../../src/campaigns/deeds.ts'
import { makeCampaign } from '../../src/campaigns/make.ts'
import type { Campaign } from '../../src/campaigns/rules/campaign.ts'
import { campaignById, type NewCampaign } from '../../src/campaigns/store.ts'
import { campaignsTopic } from '../../src/campaigns/topic.ts'
import type { RegularsEngine } from '../../src/engine/engine.ts'
import { defaultProgram, type Program } from '../../src/program/program.ts'
import { type Actor, Scene, type SceneOptions } from '../complaints/scene.ts'
import { unasked } from '../conversation.ts'
import type { Fresh } from '../databases.ts'

/** What is to be sent, but for what is given. */
export const draft = (given: Partial<NewCampaign> = {}): NewCampaign => ({
  name: 'Spring',
  audience: 'everyone',
  content: { a: 'Hello {name}, you have {points} points' },
  points: 0,
  code: null,
  schedule: { when: 'now' },
  holdout: 0,
  split: 0,
  createdBy: 'somebody',
  ...given,
})

/** Nobody sleeps, and there is no cap. */
export const awake: Partial<Program> = {
  ...unasked,
  quiet: { from: '03:00', to: '03:01' },
  campaigns: { ...defaultProgram.campaigns, cap: null },
}

export type ShopOptions = Omit<SceneOptions, 'now'> & { at?: string }

/** How a recipient stands in the end. */
export type Stand = { person: string; platform: string; arm: string; state: string; why: string | null }

/** A shop with a clock of its own, and a manager on the first platform. */
export class Shop {
  readonly scene: Scene
  readonly program: Program
  readonly clock: { now: Date }

  private constructor(scene: Scene, program: Program, clock: { now: Date }) {
    this.scene = scene
    this.program = program
    this.clock = clock
  }

  /** It is noon of Monday, 2 March 2026, in UTC, unless it is `at` another time. */
  static async open(fresh: Fresh, { at, program, ...options }: ShopOptions = {}): Promise<Shop> {
    const clock = { now: new Date(at ?? '2026-03-02T12:00Z') }
    const whole = { ...awake, ...program }
    const scene = await Scene.open(fresh, { ...options, program: whole, now: () => new Date(clock.now) })
    return new Shop(scene, { ...defaultProgram, ...whole }, clock)
  }

  get engine(): RegularsEngine {
    return this.scene.engine
  }

  get database() {
    return this.scene.database
  }

  async manager(platform: string, id: string, name = id): Promise<Actor> {
    const actor = await this.scene.member(platform, id, 'manager', { name })
    await actor.says('/start')
    return actor
  }

  /** Somebody who has written to us once. */
  async customer(platform: string, id: string, about: { name?: string; locale?: string } = {}): Promise<Actor> {
    const actor = this.scene.person(platform, id, { name: id, ...about })
    await actor.says('/start')
    return actor
  }

  /** So many customers on that platform, without a word said; they come before all others. */
  async crowd(platform: string, count: number, zone: string | null = null): Promise<void> {
    await crowd(this.engine, platform, count, zone)
  }

  async idOf({ platform: { platform }, id }: Actor): Promise<string> {
    const [row] = await this.database.query<{ customerId: string }>(
      'SELECT "customerId" FROM identity WHERE platform = ? AND person = ?',
      platform,
      id,
    )
    return row?.customerId ?? ''
  }

  async byOf(actor: Actor): Promise<By> {
    return { id: await this.idOf(actor), role: 'manager' }
  }

  async makes(given: Partial<NewCampaign> = {}): Promise<Campaign> {
    const made = await this.engine.run((unit) => makeCampaign(unit, this.program, draft(given)))
    if ('problems' in made) throw new Error(JSON.stringify(made.problems))
    return made.campaign
  }

  async starts(campaign: Campaign, by: Actor, expected: number): Promise<StartOutcome> {
    const who = await this.byOf(by)
    return this.engine.run((unit) => startCampaign(unit, this.program, campaign.id, who, expected))
  }

  async now(id: number): Promise<Campaign> {
    const campaign = await this.engine.run((unit) => campaignById(unit, id))
    if (!campaign) throw new Error('no such campaign')
    return campaign
  }

  /** Resolves once the campaign is in that state, and everything has been said. */
  async until(id: number, ...states: Campaign['state'][]): Promise<Campaign> {
    const campaign = await this.when(id, (it) => states.includes(it.state))
    await this.scene.settle()
    return campaign
  }

  async when(id: number, fits: (campaign: Campaign) => boolean): Promise<Campaign> {
    for (;;) {
      const campaign = await this.now(id)
      if (fits(campaign)) return campaign
      await turn()
    }
  }

  /** Lets so many minutes pass, and has it looked what is due. */
  async passes(minutes: number): Promise<void> {
    this.clock.now = new Date(this.clock.now.getTime() + minutes * 60_000)
    await this.database.notify(campaignsTopic)
  }

  /** Resolves once everything that is due has been done, said and written down. */
  async rounds(): Promise<void> {
    await this.engine.look('campaigns')
    await this.scene.settle()
    await this.engine.look('campaigns')
  }

  stands(campaignId: number): Promise<Stand[]> {
    return this.database.query(
      `SELECT i.person, i.platform, r.arm, r.state, r.why FROM campaign_recipient r JOIN identity i ON i."customerId" = r."customerId"
       WHERE r."campaignId" = ? ORDER BY r.id`,
      campaignId,
    )
  }
}

/** So many customers on that platform, as if each had written to us once: `guest-1` and on. */
export async function crowd(
  engine: RegularsEngine,
  platform: string,
  count: number,
  zone: string | null,
): Promise<void> {
  await engine.run(async (unit) => {
    const numbers = JSON.stringify(Array.from({ length: count }, (_, nth) => nth + 1))
    const list = unit.dialect === 'sqlite' ? 'json_each(?)' : 'jsonb_array_elements_text(?::jsonb) AS each_one (value)'
    await unit.sql.execute(
      `INSERT INTO customer (id, name, locale, "timeZone", card, notices, consent, created, platform, seen)
       SELECT '0-${platform}-' || value, 'Guest ' || value, 'en', CAST(? AS text), '${platform}-' || value, TRUE, 'yes', ?, '${platform}', ? FROM ${list}`,
      zone,
      unit.now,
      unit.now,
      numbers,
    )
    await unit.sql.execute(
      `INSERT INTO identity (platform, person, "customerId", "ownerId", name, channel, created, seen)
       SELECT '${platform}', 'guest-' || value, '0-${platform}-' || value, '0-${platform}-' || value, 'Guest ' || value, 'guest-' || value, ?, ?
       FROM ${list}`,
      unit.now,
      unit.now,
      numbers,
    )
  })
}
