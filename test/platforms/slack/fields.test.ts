import { describe, expect, test } from 'vitest'
import { answersOf, fieldsOf, fill, mistakes } from './fields.ts'
import type { Json, View } from './wire.ts'

const plain = (text: string) => ({ type: 'plain_text', text })
const tea = { text: plain('Tea'), value: 't' }
const milk = { text: plain('Milk'), value: 'm' }

function view(element: Json, optional = false): View {
  const block = {
    type: 'input',
    block_id: 'b',
    label: plain('Field'),
    optional,
    element: { action_id: 'a', ...element },
  }
  return { id: 'V1', type: 'modal', blocks: [block], callback_id: '', private_metadata: '', external_id: '', hash: '' }
}

/** Fills the one field, and gives what the app would be told, and what Slack would object to. */
function filled(element: Json, value: unknown) {
  const form = view(element)
  const answers = answersOf(form)
  fill(form, answers, 'Field', value)
  return { told: answers.b?.a, shown: fieldsOf(form, answers, {})[0]?.value, wrong: mistakes(form, answers).b }
}

describe('what the app is told', () => {
  test.each<[Json, unknown, Json, string]>([
    [{ type: 'plain_text_input' }, 'hi', { value: 'hi' }, 'hi'],
    [{ type: 'static_select', options: [tea, milk] }, 'Milk', { selected_option: milk }, 'm'],
    [
      { type: 'static_select', option_groups: [{ label: plain('G'), options: [tea] }] },
      't',
      { selected_option: tea },
      't',
    ],
    [{ type: 'radio_buttons', options: [tea] }, 'Tea', { selected_option: tea }, 't'],
    [{ type: 'checkboxes', options: [tea, milk] }, ['Tea', 'm'], { selected_options: [tea, milk] }, 't,m'],
    [{ type: 'multi_static_select', options: [tea, milk] }, [], { selected_options: [] }, ''],
    [{ type: 'datepicker' }, '2026-01-31', { selected_date: '2026-01-31' }, '2026-01-31'],
    [{ type: 'timepicker' }, '09:30', { selected_time: '09:30' }, '09:30'],
    [{ type: 'users_select' }, 'U1', { selected_user: 'U1' }, 'U1'],
    [{ type: 'file_input' }, [{ id: 'F1' }], { files: [{ id: 'F1' }] }, 'F1'],
    [{ type: 'plain_text_input' }, null, { value: null }, ''],
  ])('%o filled with %o', (element, value, told, shown) => {
    expect(filled(element, value)).toMatchObject({ told: { type: element.type, ...told }, shown })
  })

  test('is at first what the app put there', () => {
    expect(answersOf(view({ type: 'plain_text_input', initial_value: 'x' }))).toEqual({
      b: { a: { type: 'plain_text_input', value: 'x' } },
    })
    expect(answersOf(view({ type: 'static_select', options: [tea], initial_option: tea })).b?.a?.selected_option).toBe(
      tea,
    )
    expect(answersOf(view({ type: 'datepicker', initial_date: '2026-01-01' })).b?.a?.selected_date).toBe('2026-01-01')
    expect(answersOf(view({ type: 'checkboxes', options: [tea] })).b?.a?.selected_options).toEqual([])
  })

  test('cannot be filled where there is no field or option', () => {
    const form = view({ type: 'static_select', options: [tea] })
    expect(() => fill(form, {}, 'Other', 'x')).toThrow('no field "Other"; there are: Field')
    expect(() => fill(form, {}, 'b', 'Cola')).toThrow('no option "Cola"; there are: Tea')
  })
})

describe('what Slack itself objects to', () => {
  test.each<[Json, unknown, string | undefined]>([
    [{ type: 'plain_text_input' }, '', 'Please complete this required field.'],
    [{ type: 'checkboxes', options: [tea] }, [], 'Please complete this required field.'],
    [{ type: 'plain_text_input', min_length: 3 }, 'ab', 'Please enter at least 3 characters.'],
    [{ type: 'plain_text_input', min_length: 3 }, 'abc', undefined],
    [{ type: 'plain_text_input', max_length: 3 }, 'abcd', 'Please enter fewer characters.'],
    [{ type: 'plain_text_input' }, 'x'.repeat(3001), 'Please enter fewer characters.'],
    [{ type: 'number_input', is_decimal_allowed: false }, '1.5', 'Please enter a valid number.'],
    [{ type: 'number_input', is_decimal_allowed: true }, '1.5', undefined],
    [{ type: 'number_input', is_decimal_allowed: false, min_value: '2' }, '1', 'Please enter a number of at least 2.'],
    [{ type: 'number_input', is_decimal_allowed: false, max_value: '2' }, '3', 'Please enter a number of at most 2.'],
    [{ type: 'number_input', is_decimal_allowed: false }, 'many', 'Please enter a valid number.'],
    [{ type: 'email_text_input' }, 'anna', 'Please enter a valid email address.'],
    [{ type: 'email_text_input' }, 'anna@shop.example', undefined],
    [{ type: 'url_text_input' }, 'shop', 'Please enter a valid URL.'],
  ])('%o filled with %o', (element, value, wrong) => {
    expect(filled(element, value).wrong).toBe(wrong)
  })

  test('an empty field that may be empty is fine', () => {
    const form = view({ type: 'plain_text_input', min_length: 3 }, true)
    expect(mistakes(form, answersOf(form))).toEqual({})
  })
})
