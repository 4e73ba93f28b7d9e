import { expect, test } from 'vitest'
import { pieces as onDiscord } from '../../adapters/discord/pieces.ts'
import { pieces as onSlack } from '../../adapters/slack/pieces.ts'
import { pieces as onTelegram } from '../../adapters/telegram/render.ts'
import { pieces as onWeb } from '../../adapters/web/render.ts'
import { fitOf } from '../../src/campaigns/draft/fit.ts'
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
