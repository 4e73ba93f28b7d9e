import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { kept, mrkdwn, plain } from './blocks/markup.ts'
import { richText } from './blocks/rich.ts'
import { typed } from './typing.ts'
import { Workspace } from './workspace.ts'

const workspace = new Workspace('Regulars')
const anna = workspace.addMember({ name: 'Anna Berg' })
const shop = workspace.addChannel('channel', 'shop', [anna.id])

describe('markup', () => {
  test.each([
    ['<!channel> hi', '@channel hi', ['channel']],
    ['<!here|here>', '@here', ['here']],
    ['<!everyone>', '@everyone', ['everyone']],
    [`<@${anna.id}>`, '@Anna Berg', [`user:${anna.id}`]],
    ['<@U0|someone>', '@someone', ['user:U0']],
    [`<#${shop.id}>`, '#shop', [`channel:${shop.id}`]],
    ['<!subteam^S1|staff>', 'staff', ['subteam:S1']],
    ['<https://evil.example|your bank>', 'your bank', ['link:https://evil.example']],
    ['<mailto:a@b.co>', 'mailto:a@b.co', ['link:mailto:a@b.co']],
    ['see https://evil.example/a?b=c', 'see https://evil.example/a?b=c', ['link:https://evil.example/a?b=c']],
    ['write to a@b.co', 'write to a@b.co', ['link:a@b.co']],
    ['@channel', '@channel', ['channel']],
    ['in #shop', 'in #shop', [`channel:${shop.id}`]],
    ['in #nowhere', 'in #nowhere', []],
    ['<!date^1^{date}|monday>', 'monday', []],
    ['&lt;!channel&gt;', '<!channel>', []],
    ['&amp;lt;', '&lt;', []],
    ['a < b > c & d', 'a < b > c & d', []],
    ['<script>', '<script>', []],
  ])('%s', (text, shown, fired) => {
    expect(mrkdwn(text, workspace)).toMatchObject({ text: shown, fired })
  })

  test.each([
    ['*a*', 'a', ['bold']],
    ['_a_ ~b~', 'a b', ['italic', 'strike']],
    ['`*a*`', '*a*', ['code']],
    ['```x _y_```', 'x _y_', ['pre']],
    ['> said', 'said', ['quote']],
    ['2*3*4', '2*3*4', []],
    ['snake_case_name', 'snake_case_name', []],
    ['* a *', '* a *', []],
  ])('style of %s', (text, shown, styled) => {
    expect(mrkdwn(text, workspace)).toEqual({ text: shown, fired: [], styled })
  })

  test('verbatim leaves what is no tag alone', () => {
    const text = 'https://evil.example @channel #shop a@b.co'
    expect(mrkdwn(text, workspace, { verbatim: true })).toEqual({ text, fired: [], styled: [] })
    expect(mrkdwn(`${text} <!here>`, workspace, { verbatim: true }).fired).toEqual(['here'])
  })

  test('unstyled keeps the marks', () => {
    expect(mrkdwn('*a* <!here>', workspace, { unstyled: true })).toEqual({
      text: '*a* @here',
      fired: ['here'],
      styled: [],
    })
  })

  test('a plain text is shown letter by letter', () => {
    expect(plain('<!channel> *a* https://x.example &lt;')).toEqual({
      text: '<!channel> *a* https://x.example <',
      fired: [],
      styled: [],
    })
  })

  test('rich text fires by its elements, not by its words', () => {
    const elements = [
      { type: 'text', text: '<!channel> ', style: { bold: true } },
      { type: 'broadcast', range: 'here' },
      { type: 'link', url: 'https://x.example' },
    ]
    const block = { type: 'rich_text', elements: [{ type: 'rich_text_section', elements }] }
    expect(richText(block, workspace)).toEqual({
      text: '<!channel> @herehttps://x.example',
      fired: ['here', 'link:https://x.example'],
      styled: ['bold'],
    })
  })

  test('a text whose three signs are escaped fires nothing and reads as it was, if verbatim and unstyled', () => {
    const escaped = (text: string) => text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;')
    fc.assert(
      fc.property(
        fc.string({ unit: fc.constantFrom('<', '>', '&', '!', '@', '|', 'U', 'a', ';', '#', 'lt', ' ') }),
        (text) => {
          const shown = mrkdwn(escaped(text), workspace, { verbatim: true })
          expect(shown.fired).toEqual([])
          if (!/^>/m.test(text)) expect(shown.text).toBe(text)
          expect(plain(kept(escaped(text), false)).text).toBe(text)
        },
      ),
    )
  })
})

describe('what people type', () => {
  test.each([
    ['a & b < c', 'a &amp; b &lt; c'],
    ['<!channel>', '&lt;!channel&gt;'],
    ['@channel now', '<!channel> now'],
    ['hi @Regulars', `hi <@${workspace.app.botUser}>`],
    ['@Anna Berg, come to #shop', `<@${anna.id}>, come to <#${shop.id}|shop>`],
    ['@Anna Bergson', '@Anna Bergson'],
    ['me@Regulars', 'me@Regulars'],
    ['see https://a.example/x?a=1&b=2.', 'see <https://a.example/x?a=1&amp;b=2>.'],
    ['*bold* 👍', '*bold* 👍'],
  ])('%s', (said, text) => {
    const result = typed(said, workspace)
    expect(result.text).toBe(text)
    const [block] = result.blocks
    expect(block && richText(block, workspace).text).toBe(said)
  })
})
