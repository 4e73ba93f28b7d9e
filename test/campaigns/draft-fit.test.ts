import { expect, test } from 'vitest'
import { pieces as onDiscord } from '../../adapters/discord/pieces.ts'
import { pieces as onSlack } from '../../adapters/slack/pieces.ts'
import { pieces as onTelegram } from '../../adapters/telegram/render.ts'
import { pieces as onWeb } from '../../adapters/web/render.ts'
import { fitOf } from '../../src/campaigns/draft/fit.ts'
import { fitRows } from '../../src/campaigns/draft/fits.ts'
import type { Message, Part } from '../../src/chat.ts'

const platforms = { telegram: onTelegram, slack: onSlack, discord: onDiscord, web: onWeb }
const picture: Part = { kind: 'file', file: 'f', name: 'a.png', media: 'image/png', size: 9, picture: true }
const stop: Part = { kind: 'buttons', buttons: [{ label: 'Unsubscribe', press: 'stop:on' }] }
const long = 'Good morning. '.repeat(128).trim()

const whole = { kind: 'sent', messages: 1, factsLost: false, buttonsLost: [], buttonsCut: [] }

test.each([
  ['telegram', 'above'],
  ['slack', 'below'],
  ['discord', 'below'],
  ['web', 'below'],
] as const)('on %s a picture stands %s the text', (platform, where) => {
  const message: Message = { text: 'Hello', parts: [picture, stop] }
  expect(fitOf(message, platforms[platform](message))).toEqual({ ...whole, cutAfter: undefined, picture: where })
})

test.each(['telegram', 'slack', 'discord', 'web'] as const)('on %s the longest text is whole', (platform) => {
  const message: Message = { text: long, parts: [{ kind: 'facts', rows: [['Your code', 'SPRING26']] }, stop] }
  expect(fitOf(message, platforms[platform](message))).toEqual({ ...whole, cutAfter: undefined, picture: 'none' })
})

test('under a picture Telegram cuts it, and it is told where', () => {
  const message: Message = { text: long, parts: [picture, stop] }
  expect(fitOf(message, onTelegram(message))).toEqual({ ...whole, cutAfter: 1_023, picture: 'above' })
})

test('signs that Discord has to escape take room, and it is told where it is cut', () => {
  const message: Message = { text: '*'.repeat(1_800), parts: [stop] }
  expect(fitOf(message, onDiscord(message))).toMatchObject({ cutAfter: 999 })
})

test('a label that is cut is told, and so is a button that is left out', () => {
  const label = 'x'.repeat(40) + 'y'.repeat(60)
  const buttons: Part = {
    kind: 'buttons',
    buttons: [
      { label, press: 'p' },
      { label: 'Off', url: 'javascript:1' },
    ],
  }
  const message: Message = { text: 'Hello', parts: [buttons] }
  for (const draw of [onTelegram, onSlack, onDiscord])
    expect(fitOf(message, draw(message))).toMatchObject({ buttonsCut: [label], buttonsLost: ['Off'] })
})

test('what would be refused is told', () => {
  const message: Message = { text: ' ', parts: [stop] }
  for (const draw of Object.values(platforms)) expect(fitOf(message, draw(message))).toEqual({ kind: 'refused' })
})

test('before a start only those platforms are named where something is lost', () => {
  const drawers = Object.entries(platforms).map(([platform, drawn]) => ({ platform, drawn }))
  const messages: Message[] = [
    { text: 'Hello', parts: [picture, stop] },
    { text: long, parts: [picture, stop] },
  ]
  expect(fitRows(messages, drawers, 'en', true)).toEqual([
    ['Telegram, text B', '1 message, picture above the text, the text is cut after 1,023 letters'],
  ])
  expect(fitRows(messages, drawers, 'zh', true)).toEqual([
    ['Telegram，文字 B', '1 条消息，图片在文字上方，文字在 1,023 个字后截断'],
  ])
  expect(fitRows(messages.slice(0, 1), drawers, 'en')).toEqual([
    ['Telegram', '1 message, picture above the text'],
    ['Slack', '1 message, picture below the text'],
    ['Discord', '1 message, picture below the text'],
    ['Web', '1 message, picture below the text'],
  ])
})
