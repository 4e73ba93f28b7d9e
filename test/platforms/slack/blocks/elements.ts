import { anyOption, anyText, confirm, menu, menuWhole, plainOption, plainText, style } from './parts.ts'
import { type Pictures, pictureFields, pictureWhole } from './pictures.ts'
import { type Check, choice, flag, list, pattern, shape, typed, whole, words } from './schema.ts'

type Kinds = Readonly<Record<string, Check>>

const action = { action_id: words(255) }
const focus = { focus_on_load: flag }
const hint = { placeholder: plainText(150) }
const common = { ...action, ...focus, ...hint }
const several = { max_selected_items: whole(1, 100) }
const dispatch = {
  dispatch_action_config: shape({
    trigger_actions_on: list(choice('on_enter_pressed', 'on_character_entered'), 1, 2),
  }),
}
const id = words(255)
const ids = list(id, 0, 100)
const decimal = pattern(/^-?\d+(\.\d+)?$/, 'a number as a string')
const clock = pattern(/^([01]\d|2[0-3]):[0-5]\d$/, 'a time as HH:mm')
const day = pattern(/^\d{4}-(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])$/, 'a date as YYYY-MM-DD')

const menus: Kinds = {
  static_select: shape({}, { ...common, confirm, ...menu, initial_option: plainOption }, menuWhole),
  external_select: shape({}, { ...common, confirm, initial_option: plainOption, min_query_length: whole(0, 100) }),
  users_select: shape({}, { ...common, confirm, initial_user: id }),
  conversations_select: shape(
    {},
    {
      ...common,
      confirm,
      initial_conversation: id,
      default_to_current_conversation: flag,
      response_url_enabled: flag,
      filter: shape({}, { include: ids, exclude_external_shared_channels: flag, exclude_bot_users: flag }),
    },
  ),
  channels_select: shape({}, { ...common, confirm, initial_channel: id, response_url_enabled: flag }),
  multi_static_select: shape(
    {},
    { ...common, confirm, ...several, ...menu, initial_options: list(plainOption, 1, 100) },
    menuWhole,
  ),
  multi_users_select: shape({}, { ...common, confirm, ...several, initial_users: ids }),
  multi_conversations_select: shape({}, { ...common, confirm, ...several, initial_conversations: ids }),
  multi_channels_select: shape({}, { ...common, confirm, ...several, initial_channels: ids }),
}

const boxes = { ...action, ...focus, confirm }

const pickers: Kinds = {
  checkboxes: shape(
    { options: list(anyOption, 1, 10) },
    { ...boxes, initial_options: list(anyOption, 1, 10) },
    menuWhole,
  ),
  radio_buttons: shape({ options: list(anyOption, 1, 10) }, { ...boxes, initial_option: anyOption }, menuWhole),
  datepicker: shape({}, { ...common, confirm, initial_date: day }),
  timepicker: shape({}, { ...common, confirm, initial_time: clock, timezone: words(100) }),
  datetimepicker: shape({}, { ...boxes, initial_date_time: whole(1_000_000_000, 9_999_999_999) }),
}

const buttons: Kinds = {
  button: shape(
    { text: plainText(75) },
    { ...action, confirm, style, value: words(2000), url: words(3000), accessibility_label: words(75) },
  ),
  overflow: shape({ options: list(plainOption, 1, 5) }, { ...action, confirm }),
}

const text = { ...common, ...dispatch, initial_value: words(3000, 0) }

const inputs: Kinds = {
  plain_text_input: shape({}, { ...text, multiline: flag, min_length: whole(0, 3000), max_length: whole(1, 3000) }),
  number_input: shape(
    { is_decimal_allowed: flag },
    { ...common, ...dispatch, initial_value: decimal, min_value: decimal, max_value: decimal },
  ),
  email_text_input: shape({}, text),
  url_text_input: shape({}, text),
}

const richInput: Kinds = {
  rich_text_input: shape({}, { ...common, ...dispatch, initial_value: shape({}, { elements: () => {} }) }),
}

const files: Kinds = {
  file_input: shape({}, { ...action, filetypes: list(words(20), 1, 50), max_files: whole(1, 10) }),
}

/** Elements that an actions block may hold. */
export const inActions: Check = typed({ ...menus, ...pickers, ...buttons, ...richInput })

/** Elements that an input block may hold; files only in modals. */
export const inInput = (isModal: boolean): Check =>
  typed({ ...menus, ...pickers, ...inputs, ...richInput, ...(isModal && files) })

const image = (pictures: Pictures): Check => shape({ alt_text: words(2000) }, pictureFields, pictureWhole(pictures))

/** What may stand beside the text of a section. */
export const besideText = (pictures: Pictures): Check => {
  const { datetimepicker: _, ...fit } = pickers
  return typed({ ...menus, ...fit, ...buttons, image: image(pictures) })
}

/** What a context block may hold. */
export const inContext =
  (pictures: Pictures): Check =>
  (value, at, found) => {
    const isImage = typeof value === 'object' && value !== null && 'type' in value && value.type === 'image'
    if (isImage) image(pictures)(value, at, found)
    else anyText(3000)(value, at, found)
  }
