import type { Field } from './field.ts'
import { length } from './field.ts'

/** What holds for all components of a message or a modal together: their ids, their number, the text in them. */
export class Inventory {
  private readonly customIds = new Set<string>()
  private readonly ids = new Set<number>()
  private lastId = 0
  private text = 0
  count = 0

  /** The component's own number; given out in turn where it has none. */
  id(field: Field): number {
    this.count++
    const given = field.at('id').integer({ min: 0, max: 2 ** 31 - 1 })
    if (given) {
      if (this.ids.has(given)) field.at('id').wrong('COMPONENT_ID_DUPLICATED', 'Component id cannot be duplicated')
      this.ids.add(given)
      return given
    }
    do this.lastId++
    while (this.ids.has(this.lastId))
    this.ids.add(this.lastId)
    return this.lastId
  }

  customId(field: Field): string | undefined {
    const text = field.at('custom_id').text({ required: true, min: 1, max: 100 })
    if (text === undefined) return undefined
    if (this.customIds.has(text)) {
      field.at('custom_id').wrong('COMPONENT_CUSTOM_ID_DUPLICATED', 'Component custom id cannot be duplicated')
    }
    this.customIds.add(text)
    return text
  }

  /** Markdown text of a text display; all of them together take 4000 characters. */
  content(field: Field): string | undefined {
    const text = field.at('content').text({ required: true, min: 1, max: 4000 })
    this.text += text === undefined ? 0 : length(text)
    return text
  }

  /** Notes when there is too much of it all. */
  total(field: Field): void {
    if (this.count > 40) {
      field.wrong('COMPONENT_MAX_TOTAL_COMPONENTS_EXCEEDED', 'The total number of components cannot exceed 40.')
    }
    if (this.text > 4000) {
      const message = 'The total length of displayable text must be 4000 or fewer.'
      field.wrong('COMPONENT_DISPLAYABLE_TEXT_SIZE_EXCEEDED', message)
    }
  }
}
