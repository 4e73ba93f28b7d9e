import type { Draft } from './check/message.ts'
import type { Attachment, Component, Embed, Media, Message } from './wire.ts'
import type { World } from './world.ts'

type Parts = Pick<Message, 'attachments' | 'embeds' | 'components'>

/** Stores the files of a draft and puts their addresses where embeds and components name them. */
export function attach(
  world: World,
  channel: string,
  draft: Draft,
  had: readonly Attachment[],
  before: Omit<Parts, 'attachments'> = { embeds: [], components: [] },
): Parts {
  const attachments = draft.files ? stored(world, channel, draft.files, had) : [...had]
  const find = (url: string): Attachment | undefined => {
    const name = url.startsWith('attachment://') ? url.slice('attachment://'.length) : undefined
    return attachments.find(({ filename }) => filename === name)
  }
  return {
    attachments,
    embeds: (draft.embeds ?? before.embeds).map((embed) => withFiles(embed, find)),
    components: (draft.components ?? before.components).map((component) => linked(component, find)),
  }
}

function stored(
  { files }: World,
  channel: string,
  wanted: NonNullable<Draft['files']>,
  had: readonly Attachment[],
): Attachment[] {
  return wanted.flatMap((file) => {
    if ('upload' in file) return files.add(channel, file.upload, file.description)
    const old = had.find(({ id }) => id === file.id)
    if (!old) return []
    return file.description === undefined ? old : { ...old, description: file.description }
  })
}

type Find = (url: string) => Attachment | undefined

const at = <T extends { url: string }>(thing: T, find: Find): T => {
  const file = find(thing.url)
  return file ? { ...thing, url: file.url } : thing
}

const withFiles = (embed: Embed, find: Find): Embed => ({
  ...embed,
  ...(embed.image && { image: at(embed.image, find) }),
  ...(embed.thumbnail && { thumbnail: at(embed.thumbnail, find) }),
})

function linked(component: Component, find: Find): Component {
  const media = (item: Media): Media => {
    const file = find(item.url)
    return file ? { url: file.url, attachment_id: file.id } : item
  }
  return {
    ...component,
    ...(component.media && { media: media(component.media) }),
    ...(component.file && { file: media(component.file), name: find(component.file.url)?.filename ?? '' }),
    ...(component.items && { items: component.items.map((item) => ({ ...item, media: media(item.media) })) }),
    ...(component.components && { components: component.components.map((child) => linked(child, find)) }),
    ...(component.accessory && { accessory: linked(component.accessory, find) }),
  }
}
