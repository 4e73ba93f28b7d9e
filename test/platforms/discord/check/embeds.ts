import type { Embed } from '../wire.ts'
import { type Field, length, present } from './field.ts'

/** Reads the embeds of a message: at most ten, with at most 6000 characters in all of them. */
export function readEmbeds(field: Field): Embed[] {
  const embeds = (field.list({ max: 10 }) ?? []).map(readEmbed)
  const sizes = embeds.map(size)
  if (sizes.reduce((sum, each) => sum + each, 0) > 6000) {
    const last = field.list()?.at(-1)
    last?.wrong('MAX_EMBED_SIZE_EXCEEDED', 'Embed size exceeds maximum size of 6000')
  }
  return embeds
}

function readEmbed(field: Field): Embed {
  if (!field.object(true)) return { type: 'rich' }
  const footer = field.at('footer')
  const author = field.at('author')
  const embed: Embed = present({
    type: 'rich' as const,
    title: trimmed(field.at('title'), 256),
    description: trimmed(field.at('description'), 4096),
    url: field.at('url').url(),
    timestamp: readTime(field.at('timestamp')),
    color: field.at('color').integer({ min: 0, max: 0xffffff }),
    footer: footer.object()
      ? present({
          text: trimmed(footer.at('text'), 2048, true) ?? '',
          icon_url: footer.at('icon_url').url({ attachment: true }),
        })
      : undefined,
    image: picture(field.at('image')),
    thumbnail: picture(field.at('thumbnail')),
    author: author.object()
      ? present({
          name: trimmed(author.at('name'), 256, true) ?? '',
          url: author.at('url').url(),
          icon_url: author.at('icon_url').url({ attachment: true }),
        })
      : undefined,
    fields: field
      .at('fields')
      .list({ max: 25 })
      ?.map((each) => ({
        name: trimmed(each.at('name'), 256, true) ?? '',
        value: trimmed(each.at('value'), 1024, true) ?? '',
        inline: each.at('inline').flag() ?? false,
      })),
  })
  const hasSomething = size(embed) > 0 || embed.image || embed.thumbnail || embed.timestamp
  if (!hasSomething) field.at('description').wrong('BASE_TYPE_REQUIRED', 'This field is required')
  return embed
}

const picture = (field: Field): { url: string } | undefined =>
  field.object() ? { url: field.at('url').url({ required: true, attachment: true }) ?? '' } : undefined

/** Space around it does not count and is not shown. */
function trimmed(field: Field, max: number, required = false): string | undefined {
  const text = field.text({ required })?.trim()
  if (text === undefined) return undefined
  if (text === '' && required) return field.wrong('BASE_TYPE_REQUIRED', 'This field is required')
  if (length(text) > max) return field.wrong('BASE_TYPE_MAX_LENGTH', `Must be ${max} or fewer in length.`)
  return text === '' ? undefined : text
}

function readTime(field: Field): string | undefined {
  const text = field.text()
  if (text === undefined) return undefined
  const at = Date.parse(text)
  if (Number.isNaN(at)) return field.wrong('DATE_TIME_TYPE_PARSE', `Could not parse ${text}. Should be ISO8601.`)
  return new Date(at).toISOString()
}

const size = ({ title = '', description = '', footer, author, fields = [] }: Embed): number =>
  [title, description, footer?.text ?? '', author?.name ?? '', ...fields.flatMap(({ name, value }) => [name, value])]
    .map(length)
    .reduce((sum, each) => sum + each, 0)
