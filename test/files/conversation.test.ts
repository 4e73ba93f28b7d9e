import { describe, expect, test } from 'vitest'
import type { Shown } from '../../adapters/fake/adapter.ts'
import type { SentFile } from '../../src/chat.ts'
import type { Feature, FileIds } from '../../src/engine/feature.ts'
import { keptFile } from '../../src/files/exports.ts'
import { until } from '../contract/until.ts'
import { buttonsOf, readable, type Someone, World } from '../conversation.ts'
import { eachDatabase, type Fresh } from '../databases.ts'

/** Two forms with fields of files; they borrow their words from the forms of a purchase and of a role. */
function proofs() {
  const filled: { form: string; values: object; files: FileIds }[] = []
  const feature: Feature = {
    name: 'proofs',
    forms: [
      {
        id: 'earn',
        fields: [
          { name: 'amount', kind: 'files', required: true, most: 2 },
          { name: 'who', kind: 'line', required: true },
        ],
        filled: (turn, values, _, files) => {
          filled.push({ form: 'earn', values, files })
          turn.say('Noted.')
        },
      },
      {
        id: 'grant',
        fields: [
          { name: 'who', kind: 'line' },
          { name: 'role', kind: 'files' },
        ],
        filled: (turn, values, _, files) => {
          filled.push({ form: 'grant', values, files })
          turn.say('Noted.')
        },
      },
    ],
    commands: [
      { name: 'proof', hidden: true, opens: 'earn', run: () => {} },
      { name: 'extra', hidden: true, opens: 'grant', run: () => {} },
      { name: 'burst', hidden: true, run: () => Promise.reject(new Error('burst')) },
      { name: 'count', hidden: true, run: (turn) => turn.say(`${turn.files.length} files.`) },
      {
        name: 'back',
        hidden: true,
        run: async (turn, id) => {
          const file = await keptFile(turn.unit, id)
          turn.say(file ? { text: 'Here it is.', parts: [file] } : 'There is none.')
        },
      },
    ],
  }
  return { feature, filled }
}

const picture = (id: string, more: Partial<SentFile> = {}): SentFile => ({
  id,
  name: `${id}.png`,
  media: 'image/png',
  ...more,
})

/** Sends files, each with its own id as its bytes. */
function sends(world: World, who: Someone, files: SentFile[], text = ''): Promise<Shown> {
  for (const { id } of files) world.fake.uploads.set(id, Buffer.from(`bytes of ${id}`))
  return who.does({ kind: 'said', text, files })
}

type Row = { id: string; name: string; state: string; reason: string | null; size: number; told: boolean }

const rowsOf = (world: World) =>
  world.database.query<Row>('SELECT id, name, state, reason, size, told FROM file ORDER BY id')

/** The rows once there are so many and none waits. */
async function settled(world: World, count: number): Promise<Row[]> {
  await until(async () => {
    const rows = await rowsOf(world)
    return rows.length === count && rows.every(({ state }) => state !== 'waiting')
  })
  return rowsOf(world)
}

eachDatabase((fresh) => {
  const open = async (options: Parameters<typeof World.open>[1] = {}) => {
    const { feature, filled } = proofs()
    const world = await World.open(fresh, { more: [], ...options, only: [feature] })
    return { world, filled, ana: world.person('ana', { locale: 'en' }) }
  }

  describe('files that people send', () => {
    test('are kept, and the feature that was given them can show them', async () => {
      const { world, ana } = await open()
      await sends(world, ana, [picture('one'), picture('two', { name: '../../etc/pass\u202ewd.png' })], 'Look')
      const rows = await settled(world, 2)
      expect(rows.map(({ name, state, size }) => [name, state, size])).toEqual([
        ['one.png', 'kept', 12],
        ['passwd.png', 'kept', 12],
      ])
      const [first] = rows
      expect(Buffer.from(await world.engine.file(first?.id ?? '')).toString()).toBe('bytes of one')
      const back = await ana.says(`/back ${first?.id}`)
      expect(back.message.parts).toEqual([
        { kind: 'file', file: first?.id, name: 'one.png', media: 'image/png', size: 12 },
      ])
      expect(world.fake.shown.filter(({ message }) => readable(message).includes('could not keep'))).toEqual([])
      const metrics = await world.measures.registry.metrics()
      expect(metrics).toContain('regulars_files_total{platform="fake",state="kept"} 2')
    })

    test('with a command are the command’s', async () => {
      const { world, ana } = await open()
      world.fake.uploads.set('one', Buffer.from('1'))
      const files = [picture('one'), { id: 'x', name: 'x.exe', media: 'image/png' }]
      const lost = world.fake.next(({ message }) => message.parts?.[0]?.kind === 'facts')
      const answer = await ana.does({ kind: 'asked', command: 'count', args: '', files })
      expect(answer.message.text).toBe('1 files.')
      expect(readable((await lost).message)).toContain('this file of yours:\nx.exe:')
      expect((await settled(world, 2)).map(({ state }) => state)).toEqual(['kept', 'refused'])
    })

    test('of the same event twice are kept once', async () => {
      const { world, ana } = await open()
      world.fake.uploads.set('one', Buffer.from('1'))
      const happening = ana.happening({ kind: 'said', text: '', files: [picture('one')] })
      const answer = ana.hears()
      await Promise.all([world.engine.receive(happening), world.engine.receive(happening)])
      await answer
      await world.engine.receive(happening)
      expect((await settled(world, 1)).map(({ state }) => state)).toEqual(['kept'])
    })

    test('that are not kept are told of in one message, with the reason', async () => {
      const { world, ana } = await open()
      const lost = world.fake.next(({ message }) => message.parts?.[0]?.kind === 'facts')
      world.fake.uploads.set('lies', Buffer.alloc(1_001))
      await ana.does({
        kind: 'said',
        text: 'Here',
        files: [
          { id: 'run', name: 'run.exe', media: 'image/png' },
          picture('large', { size: 1_001 }),
          picture('lies', { size: 10 }),
          picture('lost'),
          { id: 'page', name: 'page', media: 'text/html; charset=utf-8' },
          picture('none', { size: 0 }),
        ],
      })
      expect(readable((await lost).message).split('\n')).toEqual([
        'I could not keep these files of yours:',
        'run.exe: I cannot take files of this kind',
        'large.png: it is larger than 0 MB',
        'lies.png: it is larger than 0 MB',
        'lost.png: I could not get it from there',
        'page: I cannot take files of this kind',
        'none.png: there is nothing in it',
      ])
      expect((await lost).place).toEqual({ platform: 'fake', channel: 'ana' })
      expect((await settled(world, 6)).every(({ told }) => told)).toBe(true)
    })

    test('in a group are told of to the one who sent them', async () => {
      const { world, ana } = await open()
      world.fake.groups.add('group')
      const lost = world.fake.next(({ message }) => message.parts?.[0]?.kind === 'facts')
      await world.engine.receive(
        ana.happening({ kind: 'said', text: 'x', files: [picture('lost')] }, { channel: 'group' }),
      )
      expect((await lost).only).toBe('ana')
    })

    test('never keep an answer waiting', async () => {
      const { world, ana } = await open()
      const gate = Promise.withResolvers<void>()
      world.fake.beforeFetch = () => gate.promise
      await sends(world, ana, [picture('one')], 'Look')
      expect((await ana.says('/back x')).message.text).toBe('There is none.')
      expect((await rowsOf(world)).map(({ state }) => state)).toEqual(['waiting'])
      gate.resolve()
      expect((await settled(world, 1)).map(({ state }) => state)).toEqual(['kept'])
    })

    test('are kept even when what came with them could not be handled', async () => {
      const { world, ana } = await open()
      world.fake.uploads.set('one', Buffer.from('1'))
      const answer = await ana.does({ kind: 'asked', command: 'burst', args: '', files: [picture('one')] })
      expect(answer.message.text).toContain('Sorry')
      expect((await settled(world, 1)).map(({ state }) => state)).toEqual(['kept'])
    })
  })

  describe('a field of files', () => {
    test('asked step by step takes several messages until Done', async () => {
      const { world, ana, filled } = await open()
      const asked = await ana.says('/proof')
      expect(labels(asked)).toEqual(['Cancel'])
      expect(asked.message.text).toContain('Send one file or several, up to 2.')
      expect((await ana.says('what?')).message.text).toContain('Please send a file here.')
      expect((await ana.says('done')).message.text).toContain('This is needed.')
      const one = await sends(world, ana, [picture('one')])
      expect(one.message.text).toContain('One file so far.')
      expect(labels(one)).toEqual(['Done', 'Cancel'])
      const many = await sends(world, ana, [picture('two'), picture('three')])
      expect(many.message.text).toContain('so I took the first ones.')
      expect(many.message.text).toContain('2 files so far.')
      expect((await ana.presses(many, 'Done')).message.text).toContain('Customer')
      expect((await ana.presses(many, 'Done')).message.text).toContain('no longer in use')
      expect((await sends(world, ana, [picture('four')])).message.text).toContain('in words')
      expect((await ana.says('Mia')).message.text).toBe('Noted.')
      const rows = await settled(world, 4)
      const [first, second] = rows.map(({ id }) => id)
      expect(filled).toEqual([{ form: 'earn', values: { who: 'Mia' }, files: { amount: [first, second] } }])
    })

    test('counts only files that can be kept', async () => {
      const { world, ana } = await open()
      await ana.says('/proof')
      const answers: Shown[] = []
      void world.fake.next((shown) => {
        answers.push(shown)
        return false
      })
      await ana.does({ kind: 'said', text: '', files: [{ id: 'x', name: 'x.exe', media: 'application/x-msdownload' }] })
      await until(() => answers.length === 2)
      expect(answers.map(({ message }) => readable(message)).join('\n')).toContain('I cannot take files of this kind')
      expect((await ana.says('done')).message.text).toContain('This is needed.')
    })

    test('is skipped when it is not needed, and left by going back', async () => {
      const { world, ana, filled } = await open()
      await ana.says('/extra')
      const second = await ana.says('somebody')
      expect(labels(second)).toEqual(['Skip', 'Back', 'Cancel'])
      const given = await sends(world, ana, [picture('one')])
      const first = await ana.presses(given, 'Back')
      const again = await ana.presses(first, 'Skip')
      expect(again.message.text).toContain('One file so far.')
      expect((await ana.says('That is all')).message.text).toBe('Noted.')
      await ana.says('/extra')
      await ana.presses(await ana.says('nobody'), 'Skip')
      const [row] = await settled(world, 1)
      expect(filled).toEqual([
        { form: 'grant', values: {}, files: { role: [row?.id] } },
        { form: 'grant', values: { who: 'nobody' }, files: { role: [] } },
      ])
    })

    test('goes on after a restart with what was given before', async () => {
      const before = await open()
      await before.ana.says('/proof')
      await sends(before.world, before.ana, [picture('one')])
      await before.world.close()
      const { world, ana, filled } = await open({ database: before.world.database })
      await sends(world, ana, [picture('two')])
      await ana.says('done')
      await ana.says('Mia')
      expect(filled[0]?.files.amount).toHaveLength(2)
    })

    test('drawn by the platform brings its files along', async () => {
      const { world, ana, filled } = await open({ fake: { forms: true } })
      world.fake.uploads.set('one', Buffer.from('1'))
      const fill = (files: Record<string, SentFile[]>) =>
        ana.does({ kind: 'filled', form: 'earn', values: { who: 'Mia' }, files })
      expect((await fill({})).message.text).toBe('This is needed.')
      const three = ['one', 'one', 'one'].map((id) => picture(id))
      expect((await fill({ amount: three })).message.text).toBe('Those are more files than fit here.')
      expect(filled).toEqual([])
      expect((await fill({ amount: [picture('one')], other: [picture('one')] })).message.text).toBe('Noted.')
      expect(filled[0]?.files).toEqual({ amount: [expect.stringMatching(/^[0-9a-f-]{36}$/)] })
      const { engine } = world
      expect(engine.check('earn', { who: 'Mia' }, 'en')).toBeUndefined()
      expect(engine.check('earn', { who: 'Mia' }, 'en', {})).toEqual({ amount: 'This is needed.' })
      expect(engine.check('earn', { who: 'Mia' }, 'en', { amount: three })).toEqual({
        amount: 'Those are more files than fit here.',
      })
      expect(engine.form({ form: 'earn' }, 'en')?.fields[0]).toMatchObject({ kind: 'files', most: 2, required: true })
    })
  })

  joins(fresh)
})

const labels = (shown: Shown) => buttonsOf(shown.message).map(({ label }) => label)

function joins(fresh: Fresh): void {
  test('files go with the customer when two become one', async () => {
    const world = await World.open(fresh, { second: 'slack' })
    const ana = world.person('ana', { locale: 'en' })
    const other = world.elsewhere('U01', { locale: 'en' })
    await sends(world, ana, [picture('one')])
    await settled(world, 1)
    await other.says('/start')
    const code = (await other.says('/link')).message.text.match(/[2-9A-Z]{4}-[2-9A-Z]{4}/)?.[0] ?? ''
    const question = other.hears()
    await ana.says(`/link ${code}`)
    const told = ana.hears()
    await other.presses(await question, 'Yes, that is me')
    await told
    const [row] = await world.database.query<{ customerId: string; ownerId: string; joined: string }>(
      `SELECT f."customerId", f."ownerId", i."customerId" AS joined FROM file f
       JOIN identity i ON i.platform = 'slack'`,
    )
    expect(row?.customerId).toBe(row?.joined)
    expect(row?.ownerId).not.toBe(row?.joined)
  })
}
