import { describe, expect, it } from 'vitest'
import { canDraw, drawErrors, drawForm, type Opened, readForm } from '../../adapters/slack/form.ts'
import type { Field, Form } from '../../src/chat.ts'
import { proof, visit } from '../contract/ear.ts'
import { checkView } from '../platforms/slack/blocks/view.ts'

const opened: Opened = { form: 'visit', channel: 'D0001' }
const none = { list: () => [], json: () => ({ url_private: '' }) }
const check = (view: object) => checkView(view, 'modal', none)
const plain = (text: string) => ({ type: 'plain_text', text, emoji: false })
const formOf = (...fields: Field[]): Form => ({ id: 'f', title: 'T', submit: 'Go', fields })
const choice = (...values: string[]): Field => ({
  name: 'c',
  kind: 'choice',
  label: 'C',
  options: values.map((value) => ({ value, label: value })),
})

describe('a form', () => {
  it('is drawn as a modal, each kind of field as Slack has it', () => {
    const view = drawForm(visit, { ...opened, about: 'order:7', message: '1.2', locale: 'de' })
    check(view)
    expect(view).toMatchObject({
      type: 'modal',
      callback_id: 'form',
      title: plain('Your visit'),
      submit: plain('Send it'),
      private_metadata: '{"form":"visit","channel":"D0001","about":"order:7","message":"1.2","locale":"de"}',
    })
    const inputs = view.blocks.map((block) =>
      'element' in block ? [block.block_id, block.element.type, block.optional] : [],
    )
    expect(inputs).toEqual([
      ['who', 'plain_text_input', false],
      ['what', 'plain_text_input', false],
      ['amount', 'plain_text_input', true],
      ['day', 'datepicker', true],
      ['shop', 'static_select', true],
    ])
    expect(view.blocks[0]).toMatchObject({ hint: plain('As on your card'), element: { multiline: false } })
    expect(view.blocks[1]).toMatchObject({ element: { multiline: true } })
    check(drawForm(proof, opened))
  })

  it('begins with what is known', () => {
    const { blocks } = drawForm(
      formOf(
        { name: 'a', kind: 'line', label: 'A', value: '<Ada>' },
        { name: 'd', kind: 'date', label: 'D', value: '2026-03-01' },
        { name: 'e', kind: 'date', label: 'E', value: 'soon' },
        { ...choice('x', 'y'), value: 'y' },
        { ...choice('x', 'y'), name: 'g', value: 'z' },
      ),
      opened,
    )
    check({ ...drawForm(visit, opened), blocks })
    expect(blocks.map((block) => ('element' in block ? block.element : undefined))).toMatchObject([
      { initial_value: '<Ada>' },
      { initial_date: '2026-03-01' },
      { type: 'datepicker' },
      { initial_option: { value: 'y' } },
      { type: 'static_select' },
    ])
    expect(JSON.stringify(blocks[2])).not.toContain('initial')
    expect(JSON.stringify(blocks[4])).not.toContain('initial')
  })

  it('brings back what it is about letter by letter', () => {
    const about = 'a&b<c>"\\u0026'
    const { private_metadata } = drawForm(visit, { ...opened, about })
    expect(private_metadata).not.toMatch(/[&<>]/)
    expect(readForm({ callback_id: 'form', private_metadata, state: { values: {} } })?.opened.about).toBe(about)
  })

  it('is cut where Slack demands it, and never empty', () => {
    const endless = '<😀&'.repeat(1_000)
    const fields: Field[] = ['line', 'paragraph', 'number', 'date'].map((kind, index) => ({
      name: `f${index}`,
      kind: kind as 'line',
      label: index === 0 ? ' ' : endless,
      hint: endless,
      value: endless,
    }))
    const view = drawForm(
      { id: 'f', title: endless, submit: '', fields: [...fields, { ...choice('x'), label: '' }] },
      opened,
    )
    check(view)
    expect(view.submit).toEqual(plain('…'))
    check(drawForm(formOf({ name: 'p', kind: 'files', label: 'P', most: 40 }), opened))
  })

  it.each<[string, Form, boolean]>([
    ['of every kind of field', visit, true],
    ['of files', proof, true],
    ['without fields', formOf(), false],
    ['with 100 options', formOf(choice(...Array.from({ length: 100 }, (_, n) => String(n)))), true],
    ['with 101 options', formOf(choice(...Array.from({ length: 101 }, (_, n) => String(n)))), false],
    ['without options', formOf(choice()), false],
    ['with an option twice', formOf(choice('a', 'a')), false],
    ['with an option of 76 characters', formOf(choice('x'.repeat(76))), false],
    ['with an option that Slack would escape', formOf(choice('a&b')), false],
    ['with a field of no name', formOf({ name: '', kind: 'line', label: 'A' }), false],
  ])('%s can be held by a modal: %s', (_, form, holds) => {
    expect(canDraw(form)).toBe(holds)
  })
})

describe('what was filled in', () => {
  const state = {
    who: { input: { type: 'plain_text_input', value: 'A\u0000da' } },
    amount: { input: { type: 'plain_text_input', value: null } },
    empty: { input: { type: 'plain_text_input', value: '' } },
    day: { input: { type: 'datepicker', selected_date: '2026-03-01' } },
    shop: { input: { type: 'static_select', selected_option: { value: 'south', text: plain('South') } } },
    none: { input: { type: 'static_select', selected_option: null } },
    papers: { input: { type: 'file_input', files: [{ id: 'F0001', name: 'a.pdf', mimetype: 'a/pdf', size: 3 }] } },
    nothing: { input: { type: 'file_input', files: [] } },
    odd: { other: { value: 'x' } },
  }
  const view = (fields: object = {}) => ({
    callback_id: 'form',
    private_metadata: JSON.stringify({ ...opened, about: 'order:7', thread: '1.2', message: '3.4', locale: 'de' }),
    state: { values: state },
    ...fields,
  })

  it('is read by field, empty ones left out', () => {
    expect(readForm(view())).toEqual({
      opened: { form: 'visit', channel: 'D0001', about: 'order:7', thread: '1.2', message: '3.4', locale: 'de' },
      values: { who: 'Ada', day: '2026-03-01', shop: 'south' },
      files: { papers: [{ id: 'F0001', name: 'a.pdf', media: 'a/pdf', size: 3 }] },
      fields: Object.keys(state),
    })
  })

  it.each([
    ['another callback', { callback_id: 'x' }],
    ['no metadata', { private_metadata: '' }],
    ['other metadata', { private_metadata: '[1]' }],
    ['no form', { private_metadata: '{"channel":"D1"}' }],
    ['no state', { state: undefined }],
  ])('is nothing of ours with %s', (_, fields) => {
    expect(readForm(view(fields))).toBeUndefined()
  })

  it('has what is wrong said at its fields, the rest at the first', () => {
    const wrong = { amount: 'A number.', gone: 'Missing.', other: 'Too.' }
    expect(drawErrors(wrong, ['who', 'amount'])).toEqual({
      response_action: 'errors',
      errors: { amount: 'A number.', who: 'Missing.\nToo.' },
    })
  })
})
