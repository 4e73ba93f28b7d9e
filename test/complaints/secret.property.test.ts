import fc from 'fast-check'
import { expect, test } from 'vitest'
import type { Shown } from '../../adapters/fake/adapter.ts'
import { outcomes } from '../../src/complaints/rules/complaint.ts'
import { eachDatabase, type Fresh } from '../databases.ts'
import { complains, upload } from './acting.ts'
import { type Actor, Scene, type Spot } from './scene.ts'

/** One thing that somebody does: `who` and `which` pick among those that there are. */
type Step = { kind: (typeof steps)[number]; who: number; which: number; how: number }

const steps = [
  'complain',
  'talk',
  'note',
  'note-form',
  'note-file',
  'answer',
  'answer-form',
  'answer-file',
  'ask',
  'send',
  'edit',
  'edit',
  'delete',
  'takeback',
  'resolve',
  'press',
  'customer',
  'look',
] as const

type Mark = 'SECRET' | 'PUBLIC'
/** `isAnswer`: what was written was an answer when it was written. */
type WrittenMessage = { by: Actor; spot: Spot & { message: string }; isAnswer: boolean }

/** A play of customers and staff in which every word is marked as secret or public. */
class Play {
  readonly scene: Scene
  readonly staff: Actor[] = []
  readonly customers: Actor[] = []
  /** Everything that was ever shown to a customer, as it was shown. */
  readonly told: { customer: string; said: string }[] = []
  readonly #written: WrittenMessage[] = []
  #marks = 0
  #ids = 0

  constructor(scene: Scene) {
    this.scene = scene
  }

  static async begin(fresh: Fresh): Promise<Play> {
    const play = new Play(await Scene.open(fresh))
    const { scene } = play
    for (const platform of ['slack', 'discord', 'telegram']) {
      const actor = await scene.member(platform, `staff-${platform}`, 'manager', { name: platform })
      await actor.says('/desk', { channel: 'desk' })
      play.staff.push(actor)
    }
    play.customers.push(scene.person('telegram', 'ann', { name: 'Ann' }), scene.person('web', 'bob', { name: 'Bob' }))
    for (const customer of play.customers) await complains(scene, customer, 'It came broken')
    for (const adapter of scene.platforms.values())
      adapter.after = ({ place, message }: Shown) => {
        if (play.customers.some(({ id, platform }) => id === place.channel && platform === adapter))
          play.told.push({ customer: place.channel, said: JSON.stringify(message) })
      }
    return play
  }

  mark(kind: Mark): string {
    this.#marks += 1
    return `${kind}${this.#marks}x`
  }

  async #ofComplaint(which: number): Promise<{ id: number; customer: Actor }> {
    const rows = await this.scene.database.query<{ id: number; platform: string }>('SELECT id, platform FROM complaint')
    const row = rows[which % rows.length] ?? { id: 1, platform: 'telegram' }
    return { id: row.id, customer: pick(this.customers, row.platform === 'telegram' ? 0 : 1) }
  }

  /** A message of staff, in the thread of the complaint or beside it. */
  async #writes(
    by: Actor,
    id: number,
    words: string,
    isAnswer: boolean,
    how: number,
    more: object = {},
  ): Promise<void> {
    this.#ids += 1
    const thread = by
      .sees('desk')
      .find(({ place, message }) => place.thread && message.text.startsWith(`C-${1000 + id} `))?.place.thread
    const spot = { channel: 'desk', message: `w${this.#ids}`, ...(thread !== undefined && how % 3 > 0 && { thread }) }
    const [command, ...rest] = words.split(' ')
    const isCommand = command?.startsWith('/')
    const number = 'thread' in spot && how % 2 ? [] : [`C-${1000 + id}`]
    const whole = isCommand ? [command, ...number, ...rest] : [...number, words]
    this.#written.push({ by, spot, isAnswer })
    await by.says(whole.join(' '), { ...spot, ...more })
  }

  async does({ kind, who, which, how }: Step): Promise<void> {
    const by = pick(this.staff, who)
    const { id, customer } = await this.#ofComplaint(which)
    const form = (name: string, values: Record<string, string>, files?: string[]) =>
      by.fills(name, values, String(id), {
        channel: 'desk',
        ...(files && { files: files.map((file) => upload(by, file)) }),
      })
    const press = (name: string) => by.does({ kind: 'pressed', press: name }, { channel: 'desk' })
    switch (kind) {
      case 'complain':
        if (which < 3) await complains(this.scene, customer, 'and another thing')
        return
      case 'talk':
        return this.#writes(by, id, this.mark('SECRET'), false, how)
      case 'note':
        return this.#writes(by, id, `/note ${how % 2 ? '/reply ' : ''}${this.mark('SECRET')}`, false, how)
      case 'note-form':
        return form('note', { text: this.mark('SECRET') })
      case 'note-file': {
        const files = [upload(by, `${this.mark('SECRET')}.png`)]
        return this.#writes(by, id, how % 2 ? '/note' : this.mark('SECRET'), false, how, { files })
      }
      case 'answer':
        return this.#writes(by, id, `/reply ${this.mark('PUBLIC')}`, true, how)
      case 'answer-form':
        return form('answer', { text: this.mark('PUBLIC') })
      case 'answer-file':
        return form('answer', { text: this.mark('PUBLIC') }, [`${this.mark('PUBLIC')}.png`])
      case 'ask':
        return form('ask', { text: this.mark('PUBLIC') })
      case 'send': {
        await this.#writes(by, id, this.mark('PUBLIC'), false, how)
        const [line] = await this.scene.database.query<{ id: number }>('SELECT max(id) AS id FROM complaint_line')
        for (let times = 0; times <= how % 2; times += 1) await press(`case.send:${line?.id}`)
        return
      }
      case 'edit':
      case 'delete': {
        const old = this.#written[which % Math.max(1, this.#written.length)]
        if (!old) return
        const { channel, message } = old.spot
        if (kind === 'delete') return old.by.does({ kind: 'deleted', message }, { channel: channel ?? 'desk' })
        return old.by.does(
          { kind: 'edited', message, text: this.#rewritten(old, id, how) },
          { channel: channel ?? 'desk' },
        )
      }
      case 'takeback': {
        const lines = await this.scene.database.query<{ id: number }>(
          "SELECT id FROM complaint_line WHERE kind <> 'event'",
        )
        return press(`case.takeback:${lines[which % lines.length]?.id}`)
      }
      case 'resolve':
        return form('resolve', { outcome: pick([...outcomes], how), ...(how % 2 && { text: this.mark('PUBLIC') }) })
      case 'press': {
        const { id: other } = await this.#ofComplaint(how)
        const names = [
          'claim',
          'unclaim',
          'reopen',
          'show',
          'more',
          'transcript',
          `merge:${other}`,
          'category:billing',
          'hand:desk:1',
          'block',
          'unblock',
        ]
        const [name = '', ...rest] = pick(names, how).split(':')
        return press([`case.${name}`, id, ...rest].join(':'))
      }
      case 'customer':
        if (how % 4 === 0) return customer.says(`C-${1000 + id} how is it going`)
        if (how % 4 === 1) return customer.does({ kind: 'pressed', press: `complaint.rate:${id}:${1 + (which % 5)}` })
        if (how % 4 === 2) return customer.fills('reopen', { text: 'not yet' }, String(id))
        return customer.does({ kind: 'pressed', press: `complaint.withdraw:${id}` })
      case 'look':
        await customer.says(pick(['/complaints', '/complain', '/start', '/help', 'note', 'reply'], how))
        for (const name of ['complaint.show', 'case.show', 'case.transcript', 'case.more'])
          await customer.does({ kind: 'pressed', press: `${name}:${id}` })
        return this.scene.sweep()
      default:
        return kind satisfies never
    }
  }

  /** What was an answer may be another one; whatever else it becomes is not for the customer. */
  #rewritten({ isAnswer }: WrittenMessage, id: number, how: number): string {
    if (isAnswer && how % 4 === 0) return `/reply ${this.mark('PUBLIC')}`
    const secret = this.mark('SECRET')
    return (
      pick(
        [
          secret,
          `/note ${secret}`,
          `note C-${1000 + id} ${secret}`,
          `/reply C-${1500 + id} ${secret}`,
          `/resolve fixed ${secret}`,
        ],
        how,
      ) + (isAnswer ? '' : ' reply')
    )
  }

  /** Public words that each customer has before him in answers, and those that he should have. */
  async compare(): Promise<{ has: string[]; should: string[] }[]> {
    const found: { has: string[]; should: string[] }[] = []
    for (const customer of this.customers) {
      const has = customer
        .sees()
        .filter(({ message }) => !/^C-1\d+ · /.test(message.text))
        .flatMap(({ message }) => [...new Set(JSON.stringify(message).match(/PUBLIC\d+x/g))])
      const rows = await this.scene.database.query<{ text: string; name: string | null }>(
        `SELECT l.text, f.name FROM complaint_line l JOIN complaint c ON c.id = l."complaintId"
         LEFT JOIN complaint_file cf ON cf."lineId" = l.id LEFT JOIN file f ON f.id = cf.file
         WHERE l.deleted IS NULL AND c.platform = ? AND (l.kind IN ('answer', 'asked') OR l.detail LIKE '%resolved%')`,
        customer.platform.platform,
      )
      const should = rows.flatMap(({ text, name }) => `${text} ${name}`.match(/PUBLIC\d+x/g) ?? [])
      found.push({ has: has.sort(), should: should.sort() })
    }
    return found
  }
}

const pick = <T>(list: readonly T[], nth: number): T => list[nth % list.length] as T

const step: fc.Arbitrary<Step> = fc.record({
  kind: fc.constantFrom(...steps),
  who: fc.nat(2),
  which: fc.nat(50),
  how: fc.nat(59),
})

eachDatabase((fresh) => {
  test('no note ever reaches a customer, and every answer does, once', async () => {
    let [answers, secrets] = [0, 0]
    await fc.assert(
      fc.asyncProperty(fc.array(step, { minLength: 50, maxLength: 70 }), async (course) => {
        const play = await Play.begin(fresh)
        for (const each of course) {
          await play.does(each)
          expect(play.told.filter(({ said }) => said.includes('SECRET'))).toEqual([])
        }
        await play.scene.sweep()
        expect(play.told.filter(({ said }) => said.includes('SECRET'))).toEqual([])
        for (const { has, should } of await play.compare()) {
          expect(has).toEqual(should)
          answers += has.length
        }
        const notes = await play.scene.database.query("SELECT id FROM complaint_line WHERE text LIKE '%SECRET%'")
        secrets += notes.length
        for (const { said } of play.told) expect(said).not.toContain('went wrong on our side')
      }),
      { numRuns: fresh.dialect === 'sqlite' ? 6 : 2, endOnFailure: true },
    )
    expect(answers).toBeGreaterThan(0)
    expect(secrets).toBeGreaterThan(0)
  })
})
