import { expect, test } from 'vitest'
import { SendError } from '../src/chat.ts'
import type { Feature, TimerDefinition } from '../src/engine/feature.ts'
import { makeLog } from '../src/log.ts'
import { toldError } from '../src/told-error.ts'
import { eachDatabase } from './databases.ts'
import { key, Shop } from './http/shop.ts'

/** What nobody but the shop and the person may read. */
const personal = {
  name: 'Wilhelmina Quackenbush',
  phone: '+49 151 23456789',
  complaint: 'the marzipan was mouldy and my aunt Ottilie fell ill',
  talk: 'my doctor is Professor Zwiebelfisch',
  amount: '4711.13',
  file: 'passport-of-ottilie.png',
  command: 'zwiebelfisch',
  note: 'she shouted at Leopold',
  tag: 'hypochondriac',
  query: 'kunigunde',
}

/** Pieces by which any of it would be found, also where it was cut or written in another way. */
const traces = [
  ...['wilhelmina', 'quackenbush', '23456789', 'marzipan', 'mouldy', 'ottilie', 'zwiebelfisch'],
  ...['4711.13', '4,711.13', '471113', 'leopold', 'hypochondriac', 'kunigunde', key],
]

/** Fails in the ways in which programs fail: with what people wrote in the error. */
const clumsy: Feature = {
  name: 'clumsy',
  commands: [
    { name: 'plain', hidden: true, run: (_, said) => Promise.reject(new Error(`cannot do ${said}\n    at ${said}`)) },
    { name: 'json', hidden: true, run: (_, said) => JSON.parse(said) },
    { name: 'caused', hidden: true, run: (_, said) => Promise.reject(new Error(said, { cause: new TypeError(said) })) },
    {
      name: 'column',
      hidden: true,
      run: async (turn, said) => {
        await turn.unit.sql.query(`SELECT json_array_length(?) AS n, CAST(? AS integer) / 0 AS m`, said, said)
        throw Object.assign(new Error(`invalid input: "${said}"`), { code: '22P02', detail: said, where: said })
      },
    },
  ],
  timers: [
    {
      name: 'clumsy',
      when: '0 0 0 1 1 *',
      key: () => '1',
      due: async (_, after) => (after === undefined ? [{}] : []),
      fire: () => Promise.reject(new Error(personal.talk)),
    } satisfies TimerDefinition<object> as never,
  ],
  routes: (api) =>
    api.route({
      method: 'GET',
      url: '/clumsy',
      schema: { summary: 'Fails', tags: ['Customers'], response: {} },
      handler: () => Promise.reject(new Error(`${personal.query} ${personal.name}`)),
    } as never),
}

eachDatabase((fresh) => {
  test('nothing that people write stands in the log or among the figures, whatever goes wrong', async () => {
    const lines: string[] = []
    const log = makeLog('trace', { write: (line: string) => void lines.push(line) })
    const shop = await Shop.open(fresh, { log, more: [clumsy], fake: { forms: true } })
    const { world } = shop
    const will = world.person('will', { name: personal.name, locale: 'en' })
    const sam = await world.member('sam', 'owner', { locale: 'en' })
    await sam.says('/start')
    await will.says('/start')
    await will.says(personal.talk)
    await will.says(`/${personal.command}`)
    await will.does({ kind: 'pressed', press: `${personal.command}:1` })
    await will.does({ kind: 'filled', form: personal.command, values: { a: personal.talk } })
    await will.fills('complain', { category: 'order', text: personal.complaint })
    await will.fills('callback', { topic: personal.talk, how: 'phone', phone: personal.phone })
    await sam.says(`/earn ${personal.name} ${personal.amount}`)
    await sam.says(`/find ${personal.name}`)
    await will.does({
      kind: 'said',
      text: personal.talk,
      files: [{ id: 'f', name: personal.file, media: 'image/png' }],
    })
    world.fake.beforeFetch = () => {
      throw new Error(personal.file)
    }
    await will.does({ kind: 'said', text: '', files: [{ id: 'g', name: personal.file, media: 'image/png' }] })

    // Handlers that fail, each with what was said in it.
    for (const name of ['plain', 'json', 'caused', 'column']) await will.says(`/${name} ${personal.talk}`)
    // Sends that fail.
    const fails = [
      new Error(personal.talk),
      Object.assign(new Error(personal.talk), { code: 'ECONNRESET' }),
      new SendError({ kind: 'refused' }, 'refused'),
    ]
    for (const error of fails) {
      let thrown = false
      world.fake.before = (to) => {
        if (thrown || to.place.channel !== 'will') return
        thrown = true
        throw error
      }
      await world.engine.receive(will.happening({ kind: 'asked', command: personal.command, args: personal.talk }))
      await expect.poll(() => thrown).toBe(true)
    }
    await world.engine.clock.sweep('clumsy')
    await world.engine.look('retention')

    // Requests, and what stands in their addresses.
    const { query, name, tag } = personal
    for (const url of [
      `/api/v1/customers/fake:will?name=${query}`,
      `/api/v1/customers/${query}:${query}`,
      `/${query}?name=${encodeURIComponent(name)}`,
      `/api/v1/clumsy?q=${query}`,
      `/r/${query}?q=${query}`,
    ])
      await shop.send({ method: 'GET', url })
    const patched = await shop.send({
      method: 'PATCH',
      url: '/api/v1/customers/fake:will',
      payload: { tags: [tag], fields: { [tag]: personal.note } },
    })
    expect(patched.status).toBe(200)
    await shop.send({ method: 'POST', url: '/api/v1/purchases', payload: { customer: name, amount: personal.amount } })
    const figures = (await shop.http.inject({ url: '/metrics' })).body

    // All of it was written to the log, as far as it is to be, and counted.
    const written = lines.join('')
    expect(written).toContain('a happening could not be handled')
    expect(written).toContain('a request failed')
    expect(written).toContain('a timer failed for one row')
    expect(written).toContain('"cause":"command unknown"')
    expect(written).toContain('personal.test.ts')
    expect(figures).toContain('regulars_http_request_seconds')
    const telling = lines.filter((line) => traces.some((trace) => line.toLowerCase().includes(trace)))
    expect(telling).toEqual([])
    expect(traces.filter((trace) => figures.toLowerCase().includes(trace))).toEqual([])
    const engine = await world.measures.registry.metrics()
    expect(engine).toContain('regulars_happenings_total')
    expect(traces.filter((trace) => engine.toLowerCase().includes(trace))).toEqual([])
  })
})

test('of an error is told what kind it is, where it was thrown, and what only a system could have said', () => {
  const plain = toldError(new Error('Zwiebelfisch\n    at Zwiebelfisch (x.ts:1:1)'))
  expect(plain).toEqual({ type: 'Error', at: expect.any(Array) })
  expect(plain.at[0]).toContain('personal.test.ts')
  expect(JSON.stringify(plain)).not.toContain('Zwiebelfisch')
  const refused = Object.assign(new Error('connect ECONNREFUSED 127.0.0.1:5432'), {
    code: 'ECONNREFUSED',
    syscall: 'connect',
  })
  expect(toldError(refused)).toMatchObject({
    ...{ code: 'ECONNREFUSED', message: 'connect ECONNREFUSED 127.0.0.1:5432', about: 'connect' },
  })
  const unique = Object.assign(new Error('duplicate key value violates unique constraint "customer_card_key"'), {
    ...{ code: '23505', table: 'customer', constraint: 'customer_card_key', detail: 'Key (card)=(Zwiebelfisch)' },
  })
  expect(toldError(unique)).toMatchObject({
    message: 'duplicate key value violates unique constraint …',
    about: 'customer customer_card_key',
  })
  const long = Array.from({ length: 50 }).reduce<Error>((cause) => new Error('a', { cause }), new Error('b'))
  expect(JSON.stringify(toldError(long)).length).toBeLessThan(20_000)
  expect(toldError('Zwiebelfisch')).toEqual({ type: 'string', at: [] })
})
