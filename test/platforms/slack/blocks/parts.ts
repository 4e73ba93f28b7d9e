import { isDeepStrictEqual } from 'node:util'
import { type Check, choice, flag, list, objects, once, shape, typed, words } from './schema.ts'

/** A plain text of at most so many characters. */
export const plainText = (most: number): Check => typed({ plain_text: shape({ text: words(most) }, { emoji: flag }) })

/** A plain text or one with markup. */
export const anyText = (most: number): Check =>
  typed({
    plain_text: shape({ text: words(most) }, { emoji: flag }),
    mrkdwn: shape({ text: words(most) }, { verbatim: flag }),
  })

export const style = choice('primary', 'danger')

/** The dialog that asks whether someone is sure. */
export const confirm = shape(
  { title: plainText(100), text: anyText(300), confirm: plainText(30), deny: plainText(30) },
  { style },
)

// The libraries' own documentation says 75 for values, the platform's newer pages 150: the stricter one is kept to.
const option = (text: Check): Check =>
  shape({ text, value: words(75) }, { description: plainText(75), url: words(3000) })

export const plainOption = option(plainText(75))
export const anyOption = option(anyText(75))

const group = shape({ label: plainText(75), options: list(plainOption, 1, 100) })

/** The options of a menu: given flat or in groups, and not both. */
export const menu = {
  options: list(plainOption, 1, 100),
  option_groups: list(group, 1, 100),
}

/** That a menu has options in one of the two ways, no two of the same value, and starts with some of them. */
export const menuWhole: Check = (value, at, found) => {
  const [element] = objects([value])
  if (!element) return
  const { options, option_groups: groups, initial_option: one, initial_options: several } = element
  if ((options === undefined) === (groups === undefined)) {
    found.push({ message: 'must define either `options` or `option_groups`', at })
    return
  }
  const all = [...objects(options), ...objects(groups).flatMap((each) => objects(each.options))]
  once(
    all.map((each) => each.value),
    'value',
    `${at}/options`,
    found,
  )
  for (const initial of one === undefined ? objects(several) : [one]) {
    if (!all.some((each) => isDeepStrictEqual(each, initial))) {
      found.push({ message: 'must match one of the options', at: `${at}/initial_option` })
    }
  }
}
