import type { App, ViewClosedAction } from '@slack/bolt'
import type { ModalView } from '@slack/web-api'
import { WebAPIPlatformError } from '@slack/web-api'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { socketApp } from './bolt.ts'
import { type Person, type SlackServer, startSlack } from './server.ts'

let server: SlackServer
let app: App
let anna: Person
let now: number

const plain = (text: string) => ({ type: 'plain_text' as const, text })
const modal = (title: string, more: Partial<ModalView> = {}): ModalView => ({
  type: 'modal',
  callback_id: 'form',
  title: plain(title),
  submit: plain('Send'),
  blocks: [
    {
      type: 'input',
      block_id: 'what',
      label: plain('What'),
      hint: plain('In a few words'),
      element: { type: 'plain_text_input', action_id: 'a', max_length: 20 },
    },
    {
      type: 'input',
      block_id: 'kind',
      label: plain('Kind'),
      optional: true,
      element: {
        type: 'static_select',
        action_id: 'b',
        options: [
          { text: plain('Cold'), value: 'c' },
          { text: plain('Late'), value: 'l' },
        ],
      },
    },
  ],
  ...more,
})

beforeEach(async () => {
  now = 1_800_000_000_000
  server = await startSlack({ patience: 3000, now: () => now })
  app = socketApp(server)
  anna = server.person({ name: 'Anna' })
  await app.start()
})
afterEach(async () => {
  await app.stop()
  await server.stop()
})

const open = (view = modal('Form')) => app.client.views.open({ trigger_id: server.asks(anna, '/x').trigger, view })
const outcome = (call: Promise<unknown>): Promise<string> =>
  call.then(
    () => 'ok',
    (error: unknown) => (error instanceof WebAPIPlatformError ? error.data.error : String(error)),
  )
/** Answers every submission so. */
const answering = (answer: (values: Record<string, Record<string, unknown>>) => unknown) =>
  app.view('form', async ({ ack, view }) => {
    await (ack as (answer: unknown) => Promise<void>)(answer(view.state.values as never))
  })

describe('leave to open a modal', () => {
  test('lasts three seconds', async () => {
    const { trigger } = server.asks(anna, '/x')
    now += 3000
    expect(await outcome(app.client.views.open({ trigger_id: trigger, view: modal('F') }))).toBe('expired_trigger_id')
    const other = server.asks(anna, '/x').trigger
    now += 2999
    expect(await outcome(app.client.views.open({ trigger_id: other, view: modal('F') }))).toBe('ok')
  })

  test('is good once', async () => {
    const { trigger } = server.asks(anna, '/x')
    await app.client.views.open({ trigger_id: trigger, view: modal('F') })
    expect(await outcome(app.client.views.open({ trigger_id: trigger, view: modal('F') }))).toBe('exchanged_trigger_id')
  })

  test('must be one', async () => {
    expect(await outcome(app.client.views.open({ trigger_id: '1.2.3', view: modal('F') }))).toBe('invalid_trigger_id')
  })
})

describe('a submitted modal', () => {
  test('tells what was filled in, and closes', async () => {
    let told: unknown
    answering((values) => {
      told = values
    })
    await open()
    expect(await server.submits(anna, { What: 'soup', Kind: 'Late' })).toMatchObject({ kind: 'closed' })
    expect(told).toEqual({
      what: { a: { type: 'plain_text_input', value: 'soup' } },
      kind: { b: { type: 'static_select', selected_option: { text: { ...plain('Late') }, value: 'l' } } },
    })
    expect(server.modal(anna)).toBeUndefined()
  })

  test('without an answer in a field that may be empty tells so', async () => {
    let told: unknown
    answering((values) => {
      told = values.kind
    })
    await open()
    await server.submits(anna, { what: 'soup' })
    expect(told).toEqual({ b: { type: 'static_select', selected_option: null } })
  })

  test('is not told while Slack itself finds mistakes', async () => {
    answering(() => undefined)
    await open()
    expect(await server.submits(anna, { What: '' })).toMatchObject({ kind: 'errors', byClient: true })
    expect(await server.submits(anna, { What: 'x'.repeat(21) })).toMatchObject({ kind: 'errors', byClient: true })
    expect(server.envelopes('view_submission')).toEqual([])
    expect(await server.submits(anna, { What: 'x'.repeat(20) })).toMatchObject({ kind: 'closed' })
  })

  test('shows errors at the fields, and keeps what was filled in', async () => {
    answering(() => ({ response_action: 'errors', errors: { what: 'No' } }))
    await open()
    expect(await server.submits(anna, { What: 'soup' })).toMatchObject({ kind: 'errors', errors: { what: 'No' } })
    expect(server.modal(anna)?.fields).toMatchObject([
      { label: 'What', hint: 'In a few words', required: true, value: 'soup', error: 'No' },
      { label: 'Kind', required: false, value: '' },
    ])
  })

  test('is replaced, pushed upon and cleared', async () => {
    const answers = [
      { response_action: 'update', view: modal('Second') },
      { response_action: 'push', view: modal('Third') },
      undefined,
      { response_action: 'clear' },
    ]
    answering(() => answers.shift())
    await open()
    const title = async () => {
      const { kind } = await server.submits(anna, { What: 'x' })
      return [kind, server.modal(anna)?.title, server.modal(anna)?.depth]
    }
    expect(await title()).toEqual(['open', 'Second', 0])
    expect(await title()).toEqual(['open', 'Third', 1])
    expect(await title()).toEqual(['open', 'Second', 0])
    expect(await title()).toEqual(['closed', undefined, undefined])
  })

  test.each([
    ['errors at no field', { response_action: 'errors', errors: { other: 'No' } }, 'there is no field "other"'],
    ['errors without any', { response_action: 'errors', errors: {} }, 'there are no errors'],
    ['an unknown action', { response_action: 'dance' }, 'there is no response_action "dance"'],
    ['a view that is none', { response_action: 'update', view: { type: 'modal' } }, 'invalid_arguments'],
  ])('stays open and broken after %s', async (_, answer, why) => {
    answering(() => answer)
    await open()
    const submitted = await server.submits(anna, { What: 'x' })
    expect(submitted.kind).toBe('broken')
    expect(submitted.why).toContain(why)
    expect(server.modal(anna)).toMatchObject({ title: 'Form', isBroken: true })
  })

  test('stays open and broken when the app does not acknowledge', async () => {
    await open()
    server.fault({ kind: 'late', on: 'view_submission', count: 1 })
    answering(() => undefined)
    expect(await server.submits(anna, { What: 'x' })).toMatchObject({ kind: 'broken', why: 'timeout' })
    expect(await server.submits(anna)).toMatchObject({ kind: 'closed' })
  })
})

describe('fields', () => {
  const input = (block_id: string, action_id: string) => ({
    type: 'input' as const,
    block_id,
    label: plain('L'),
    element: { type: 'plain_text_input' as const, action_id },
  })

  test('take files, which the app can then fetch', async () => {
    const told = new Promise<string>((resolve) => {
      app.view('form', async ({ ack, view }) => {
        await ack()
        const [file] = view.state.values.photos?.f?.files ?? []
        const headers = { Authorization: `Bearer ${server.botToken}` }
        resolve(await (await fetch(file?.url_private ?? '', { headers })).text())
      })
    })
    const element = { type: 'file_input' as const, action_id: 'f' }
    await open(modal('Form', { blocks: [{ type: 'input', block_id: 'photos', label: plain('Photos'), element }] }))
    await server.submits(anna, { Photos: [{ name: 'cup.txt', data: 'broken' }] })
    expect(await told).toBe('broken')
  })

  test('keep what was filled in when the modal changes, as long as block and action stay', async () => {
    const { view } = await open(modal('1', { blocks: [input('x', 'a'), input('y', 'a')] }))
    server.fills(anna, { x: 'kept', y: 'lost' })
    const blocks = [input('x', 'a'), input('y', 'b')]
    await app.client.views.update({ view_id: view?.id ?? '', view: modal('2', { blocks }) })
    expect(server.modal(anna)?.fields.map(({ value }) => value)).toEqual(['kept', ''])
  })
})

describe('modals that lie on each other', () => {
  const buttons: ModalView['blocks'] = [
    { type: 'actions', elements: [{ type: 'button', action_id: 'more', text: plain('More') }] },
  ]

  test('are three at most, and need leave from a modal', async () => {
    await open(modal('1', { blocks: buttons }))
    const push = async (title: string) => {
      const front = server.modal(anna)
      if (!front) throw new Error('no modal')
      const { trigger } = server.presses(anna, front, 'More')
      return outcome(app.client.views.push({ trigger_id: trigger, view: modal(title, { blocks: buttons }) }))
    }
    expect([await push('2'), await push('3'), await push('4')]).toEqual(['ok', 'ok', 'push_limit_reached'])
    expect(server.modal(anna)).toMatchObject({ title: '3', depth: 2 })
    const { trigger } = server.asks(anna, '/x')
    expect(await outcome(app.client.views.push({ trigger_id: trigger, view: modal('x') }))).toBe('not_found')
    server.closes(anna)
    expect(server.modal(anna)?.title).toBe('2')
    server.closes(anna, true)
    expect(server.modal(anna)).toBeUndefined()
  })

  test('are changed by id or by a name of the app’s own, unless they changed meanwhile', async () => {
    const { view } = await open(modal('1', { external_id: 'mine' }))
    const { id: view_id = '', hash = '' } = view ?? {}
    expect(await outcome(app.client.views.update({ view_id, hash, view: modal('2') }))).toBe('ok')
    expect(await outcome(app.client.views.update({ view_id, hash, view: modal('3') }))).toBe('hash_conflict')
    expect(server.modal(anna)?.title).toBe('2')
    await app.client.views.update({ view_id, view: modal('4', { external_id: 'mine' }) })
    expect(await outcome(app.client.views.update({ external_id: 'mine', view: modal('5') }))).toBe('ok')
    server.closes(anna)
    expect(await outcome(app.client.views.update({ view_id, view: modal('6') }))).toBe('not_found')
  })

  test('give way to one that is opened anew', async () => {
    await open(modal('1'))
    await open(modal('2'))
    expect(server.modal(anna)).toMatchObject({ title: '2', depth: 0 })
  })

  test('lose their errors when they change', async () => {
    answering(() => ({ response_action: 'errors', errors: { what: 'No' } }))
    const { view } = await open()
    await server.submits(anna, { What: 'x' })
    await app.client.views.update({ view_id: view?.id ?? '', view: modal('2') })
    expect(server.modal(anna)).toMatchObject({ title: '2', errors: {} })
    expect(server.modal(anna)?.fields[0]).not.toHaveProperty('error')
  })

  test('have names of the app’s own only once', async () => {
    await open(modal('1', { external_id: 'mine' }))
    expect(await outcome(open(modal('2', { external_id: 'mine' })))).toBe('duplicate_external_id')
  })
})

describe('closing', () => {
  test('is told where the app asked for it', async () => {
    const told: string[] = []
    app.view<ViewClosedAction>({ type: 'view_closed', callback_id: 'form' }, async ({ ack, body }) => {
      await ack()
      told.push(`${body.view.title.text} ${body.is_cleared}`)
    })
    await open(modal('quiet'))
    server.closes(anna)
    await open(modal('told', { notify_on_close: true }))
    server.closes(anna)
    const closed = server.envelopes('view_closed')
    expect(closed).toHaveLength(1)
    for (const envelope of closed) await server.settled(envelope)
    expect(told).toEqual(['told false'])
    await expect(server.submits(anna)).rejects.toThrow('no modal open')
  })
})

describe('the home', () => {
  test('is published when somebody opens it, and its buttons work', async () => {
    app.event('app_home_opened', async ({ event, client }) => {
      if (event.tab !== 'home') return
      const elements = [{ type: 'button' as const, action_id: 'card', text: plain('My card') }]
      const blocks = [
        { type: 'section' as const, text: plain('120 points') },
        { type: 'actions' as const, elements },
      ]
      await client.views.publish({ user_id: event.user, view: { type: 'home', blocks } })
    })
    const pressed = new Promise((resolve) => {
      app.action('card', async ({ ack, body }) => {
        await ack()
        resolve('view' in body && body.view?.type)
      })
    })
    server.opensMessages(anna)
    server.opensHome(anna)
    const home = await server.nextHome(anna)
    expect(home).toMatchObject({ text: '120 points', buttons: [{ text: 'My card' }] })
    expect(await server.presses(anna, home, 'My card').taken).toMatchObject({ ok: true })
    expect(await pressed).toBe('home')
    server.opensHome(anna)
    await server.nextHome(anna)
    expect(server.envelopes('app_home_opened').map(({ payload }) => payload.event)).toMatchObject([
      { tab: 'messages' },
      { tab: 'home' },
      { tab: 'home', view: { type: 'home' } },
    ])
  })
})
