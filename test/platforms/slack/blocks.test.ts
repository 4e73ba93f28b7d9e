import { type KnownBlock, type View, WebAPIPlatformError, type WebClient } from '@slack/web-api'
import fc from 'fast-check'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { client } from './bolt.ts'
import { type Person, type SlackServer, startSlack } from './server.ts'
import type { Json } from './wire.ts'

let server: SlackServer
let web: WebClient
let anna: Person

beforeEach(async () => {
  server = await startSlack()
  web = client(server)
  anna = server.person()
})
afterEach(() => server.stop())

const plain = (text: string) => ({ type: 'plain_text' as const, text })
const section = (text: string) => ({ type: 'section', text: plain(text) })
const button = (more: Json = {}) => ({ type: 'button', text: plain('Go'), ...more })
const actions = (...elements: Json[]) => ({ type: 'actions', elements })
const option = (value: string) => ({ text: plain(value), value })
const options = (count: number) => Array.from({ length: count }, (_, n) => option(`${n}`))
const select = (more: Json = {}) => ({ type: 'static_select', action_id: 's', options: options(1), ...more })
const input = (element: Json = { type: 'plain_text_input', action_id: 'a' }) => ({
  type: 'input',
  label: plain('L'),
  element,
})
const many = (count: number, block: Json) => Array.from({ length: count }, () => block)

/** What Slack says is wrong; `[]` when it takes it. */
async function problems(call: Promise<unknown>): Promise<string[]> {
  const error: unknown = await call.then(
    () => undefined,
    (reason: unknown) => reason,
  )
  if (error === undefined) return []
  if (!(error instanceof WebAPIPlatformError)) throw error
  return [error.data.error, ...((error.data.response_metadata?.messages as string[] | undefined) ?? [])]
}

const post = (blocks: unknown) => web.apiCall('chat.postMessage', { channel: anna.id, text: 'x', blocks })

describe('blocks of a message', () => {
  test.each<[string, Json[]]>([
    ['50 blocks', many(50, { type: 'divider' })],
    ['a section of 3,000', [section('x'.repeat(3000))]],
    ['fields alone', [{ type: 'section', fields: many(10, plain('x'.repeat(1000))) }]],
    ['a header of 150', [{ type: 'header', text: plain('x'.repeat(150)) }]],
    ['25 buttons', [actions(...many(25, button()))]],
    ['the longest button', [actions(button({ action_id: 'a'.repeat(255), value: 'v'.repeat(2000), style: 'danger' }))]],
    ['a select of 100', [actions(select({ options: options(100), initial_option: option('7') }))]],
    [
      'groups of options',
      [actions(select({ options: undefined, option_groups: [{ label: plain('G'), options: options(3) }] }))],
    ],
    ['a picture', [{ type: 'image', image_url: 'https://example.com/a.png', alt_text: 'a cup' }]],
    ['context', [{ type: 'context', elements: [plain('a'), { type: 'mrkdwn', text: '*b*', verbatim: true }] }]],
    [
      'rich text',
      [{ type: 'rich_text', elements: [{ type: 'rich_text_section', elements: [{ type: 'text', text: 'x' }] }] }],
    ],
    ['a table', [{ type: 'table', rows: [[{ type: 'raw_text', text: 'a' }]] }]],
    ['an input', [input()]],
    [
      'a sure button',
      [actions(button({ confirm: { title: plain('T'), text: plain('x'), confirm: plain('Y'), deny: plain('N') } }))],
    ],
  ])('%s is taken', async (_, blocks) => {
    expect(await problems(post(blocks))).toEqual([])
  })

  test.each<[string, unknown[], string]>([
    ['51 blocks', many(51, { type: 'divider' }), 'no more than 50 items allowed [json-pointer:/blocks]'],
    ['an unknown block', [{ type: 'poem' }], 'unsupported type: poem [json-pointer:/blocks/0/type]'],
    ['an inherited name', [{ type: 'constructor' }], 'unsupported type: constructor [json-pointer:/blocks/0/type]'],
    ['no object', ['x'], 'must be an object [json-pointer:/blocks/0]'],
    [
      'a long section',
      [section('x'.repeat(3001))],
      'must be less than 3001 characters [json-pointer:/blocks/0/text/text]',
    ],
    ['an empty section', [section('')], 'must be more than 0 characters [json-pointer:/blocks/0/text/text]'],
    ['a section of nothing', [{ type: 'section' }], 'must define either `text` or `fields` [json-pointer:/blocks/0]'],
    [
      '11 fields',
      [{ type: 'section', fields: many(11, plain('x')) }],
      'no more than 10 items allowed [json-pointer:/blocks/0/fields]',
    ],
    [
      'a long field',
      [{ type: 'section', fields: [plain('x'.repeat(2001))] }],
      'must be less than 2001 characters [json-pointer:/blocks/0/fields/0/text]',
    ],
    [
      'a long header',
      [{ type: 'header', text: plain('x'.repeat(151)) }],
      'must be less than 151 characters [json-pointer:/blocks/0/text/text]',
    ],
    [
      'a header in markup',
      [{ type: 'header', text: { type: 'mrkdwn', text: 'x' } }],
      'unsupported type: mrkdwn [json-pointer:/blocks/0/text/type]',
    ],
    ['26 buttons', [actions(...many(26, button()))], 'no more than 25 items allowed [json-pointer:/blocks/0/elements]'],
    ['actions without any', [actions()], 'no fewer than 1 items allowed [json-pointer:/blocks/0/elements]'],
    [
      'a long label',
      [actions(button({ text: plain('x'.repeat(76)) }))],
      'must be less than 76 characters [json-pointer:/blocks/0/elements/0/text/text]',
    ],
    [
      'a long action_id',
      [actions(button({ action_id: 'x'.repeat(256) }))],
      'must be less than 256 characters [json-pointer:/blocks/0/elements/0/action_id]',
    ],
    [
      'a long value',
      [actions(button({ value: 'x'.repeat(2001) }))],
      'must be less than 2001 characters [json-pointer:/blocks/0/elements/0/value]',
    ],
    [
      'an unknown style',
      [actions(button({ style: 'pink' }))],
      'must be one of: primary, danger [json-pointer:/blocks/0/elements/0/style]',
    ],
    [
      'a field too many',
      [actions(button({ colour: 'red' }))],
      'invalid additional property: colour [json-pointer:/blocks/0/elements/0]',
    ],
    [
      'a button without label',
      [actions({ type: 'button' })],
      'missing required field: text [json-pointer:/blocks/0/elements/0]',
    ],
    [
      'a text field among buttons',
      [actions({ type: 'plain_text_input' })],
      'unsupported type: plain_text_input [json-pointer:/blocks/0/elements/0/type]',
    ],
    [
      '101 options',
      [actions(select({ options: options(101) }))],
      'no more than 100 items allowed [json-pointer:/blocks/0/elements/0/options]',
    ],
    [
      'no options',
      [actions(select({ options: [] }))],
      'no fewer than 1 items allowed [json-pointer:/blocks/0/elements/0/options]',
    ],
    [
      'a long option',
      [actions(select({ options: [{ text: plain('x'.repeat(76)), value: 'v' }] }))],
      'must be less than 76 characters [json-pointer:/blocks/0/elements/0/options/0/text/text]',
    ],
    [
      'options of one value',
      [actions(select({ options: [option('a'), option('a')] }))],
      '`value` a already exists [json-pointer:/blocks/0/elements/0/options]',
    ],
    [
      'a start that is no option',
      [actions(select({ initial_option: option('z') }))],
      'must match one of the options [json-pointer:/blocks/0/elements/0/initial_option]',
    ],
    [
      '6 overflow options',
      [actions({ type: 'overflow', options: options(6) })],
      'no more than 5 items allowed [json-pointer:/blocks/0/elements/0/options]',
    ],
    [
      '11 boxes',
      [actions({ type: 'checkboxes', options: options(11) })],
      'no more than 10 items allowed [json-pointer:/blocks/0/elements/0/options]',
    ],
    [
      'a date that is none',
      [actions({ type: 'datepicker', initial_date: '2026-13-01' })],
      'must be a date as YYYY-MM-DD [json-pointer:/blocks/0/elements/0/initial_date]',
    ],
    [
      'a picture nobody can fetch',
      [{ type: 'image', image_url: 'http://127.0.0.1/a.png', alt_text: 'a' }],
      'downloading image failed [json-pointer:/blocks/0/image_url]',
    ],
    [
      'a picture without words',
      [{ type: 'image', image_url: 'https://example.com/a.png' }],
      'missing required field: alt_text [json-pointer:/blocks/0]',
    ],
    [
      'a picture that is no file',
      [{ type: 'image', slack_file: { id: 'F1' }, alt_text: 'a' }],
      'invalid slack file [json-pointer:/blocks/0/slack_file]',
    ],
    [
      'two ids alike',
      many(2, { type: 'divider', block_id: 'x' }),
      '`block_id` x already exists [json-pointer:/blocks]',
    ],
    [
      'two action ids alike',
      [actions(...many(2, button({ action_id: 'x' })))],
      '`action_id` x already exists [json-pointer:/blocks/0/elements]',
    ],
    [
      'a file field outside modals',
      [input({ type: 'file_input', action_id: 'f' })],
      'unsupported type: file_input [json-pointer:/blocks/0/element/type]',
    ],
    [
      'two tables',
      many(2, { type: 'table', rows: [[{ type: 'raw_text', text: 'a' }]] }),
      'only one table is allowed [json-pointer:/blocks]',
    ],
  ])('%s is refused', async (_, blocks, message) => {
    expect(await problems(post(blocks))).toEqual(['invalid_blocks', `[ERROR] ${message}`])
    expect(server.sent()).toEqual([])
  })

  test('everything wrong is told at once', async () => {
    expect(await problems(post([section(''), { type: 'poem' }]))).toHaveLength(3)
  })

  test('too much in all is refused', async () => {
    expect(await problems(post(many(5, section('x'.repeat(2900)))))).toEqual(['msg_blocks_too_long'])
  })

  test('a picture from an uploaded file is taken once that is complete', async () => {
    const { file_id: id = '', upload_url: url = '' } = await web.files.getUploadURLExternal({
      filename: 'a.png',
      length: 1,
    })
    const picture = [{ type: 'image', slack_file: { id }, alt_text: 'a' }]
    await fetch(url, { method: 'POST', body: 'x' })
    expect(await problems(post(picture))).toHaveLength(2)
    await web.files.completeUploadExternal({ files: [{ id }] })
    expect(await problems(post(picture))).toEqual([])
  })

  test('anything at all is taken or refused, and never breaks the server', async () => {
    const anything = fc.anything({ maxDepth: 4, withNullPrototype: false })
    const odd = fc.record({
      type: fc.constantFrom('section', 'actions', 'input', 'context', 'table'),
      text: anything,
      elements: anything,
      element: anything,
      rows: anything,
    })
    await fc.assert(
      fc.asyncProperty(fc.array(odd, { minLength: 1, maxLength: 3 }), async (blocks) => {
        const [error = 'ok'] = await problems(post(JSON.parse(JSON.stringify(blocks))))
        expect(['ok', 'invalid_blocks']).toContain(error)
      }),
      { numRuns: 60 },
    )
  })

  test('what looks like an entity or a tag in a plain text is kept escaped', async () => {
    const block: KnownBlock = { type: 'section', text: plain('a & b <@U1> &lt;') }
    const { message } = await web.chat.postMessage({ channel: anna.id, text: 'a & b', blocks: [block] })
    expect(message).toMatchObject({ text: 'a &amp; b', blocks: [{ text: { text: 'a &amp; b &lt;@U1&gt; &lt;' } }] })
    expect(server.sent()).toMatchObject([{ text: 'a & b <@U1> <', fired: [] }])
  })
})

describe('views', () => {
  const view = (more: Json): View =>
    ({ type: 'modal', title: plain('T'), submit: plain('S'), blocks: [input()], ...more }) as unknown as View
  const open = (more: Json) => {
    const { trigger } = server.asks(anna, '/x')
    return problems(web.views.open({ trigger_id: trigger, view: view(more) }))
  }

  test.each<[string, Json]>([
    ['a form', {}],
    ['100 blocks', { blocks: many(100, { type: 'divider' }) }],
    [
      'the longest words',
      { title: plain('x'.repeat(24)), private_metadata: 'x'.repeat(3000), callback_id: 'x'.repeat(255) },
    ],
    ['files', { blocks: [input({ type: 'file_input', action_id: 'f', max_files: 10, filetypes: ['png'] })] }],
    [
      'a text that says what is wanted',
      {
        blocks: [
          input({
            type: 'plain_text_input',
            min_length: 1,
            max_length: 3000,
            placeholder: plain('x'.repeat(150)),
            focus_on_load: true,
          }),
        ],
      },
    ],
  ])('%s is taken', async (_, more) => {
    expect(await open(more)).toEqual([])
  })

  test.each<[string, Json, string]>([
    [
      'a long title',
      { title: plain('x'.repeat(25)) },
      'must be less than 25 characters [json-pointer:/view/title/text]',
    ],
    ['no title', { title: undefined }, 'missing required field: title [json-pointer:/view]'],
    [
      'a long submit',
      { submit: plain('x'.repeat(25)) },
      'must be less than 25 characters [json-pointer:/view/submit/text]',
    ],
    ['inputs without submit', { submit: undefined }, '`submit` is required with an input block [json-pointer:/view]'],
    [
      '101 blocks',
      { blocks: many(101, { type: 'divider' }) },
      'no more than 100 items allowed [json-pointer:/view/blocks]',
    ],
    [
      'long metadata',
      { private_metadata: 'x'.repeat(3001) },
      'must be less than 3001 characters [json-pointer:/view/private_metadata]',
    ],
    [
      'what only messages have',
      { blocks: [{ type: 'markdown', text: 'x' }] },
      'unsupported type: markdown [json-pointer:/view/blocks/0/type]',
    ],
    [
      'a field too many',
      { submit_disabled: true },
      'invalid additional property: submit_disabled [json-pointer:/view]',
    ],
    [
      'a long label',
      { blocks: [{ ...input(), label: plain('x'.repeat(2001)) }] },
      'must be less than 2001 characters [json-pointer:/view/blocks/0/label/text]',
    ],
    [
      'a label in markup',
      { blocks: [{ ...input(), label: { type: 'mrkdwn', text: 'x' } }] },
      'unsupported type: mrkdwn [json-pointer:/view/blocks/0/label/type]',
    ],
    [
      'a long placeholder',
      { blocks: [input({ type: 'plain_text_input', placeholder: plain('x'.repeat(151)) })] },
      'must be less than 151 characters [json-pointer:/view/blocks/0/element/placeholder/text]',
    ],
    [
      'a number field that does not say of what kind',
      { blocks: [input({ type: 'number_input' })] },
      'missing required field: is_decimal_allowed [json-pointer:/view/blocks/0/element]',
    ],
    [
      'a length beyond all',
      { blocks: [input({ type: 'plain_text_input', max_length: 3001 })] },
      'must be an integer from 1 to 3000 [json-pointer:/view/blocks/0/element/max_length]',
    ],
    [
      'two that want the focus',
      { blocks: many(2, input({ type: 'plain_text_input', focus_on_load: true })) },
      'only one element can have `focus_on_load` [json-pointer:/view/blocks]',
    ],
  ])('%s is refused', async (_, more, message) => {
    expect(await open(more)).toEqual(['invalid_arguments', `[ERROR] ${message}`])
    expect(server.modal(anna)).toBeUndefined()
  })

  test('a modal is no home', async () => {
    const publish = web.views.publish({ user_id: anna.id, view: view({}) as never })
    expect((await problems(publish))[0]).toBe('invalid_arguments')
  })
})
