import { type Channel, channelTypes, type Guild, type Member, type Places, type Role, type Thread } from './places.ts'
import type { Json, User } from './wire.ts'

/** A channel as it goes over the wire. */
export function channelJson(channel: Channel, places: Places): Json {
  const base = { id: channel.id, type: channel.type, last_message_id: channel.last, flags: 0 }
  if (channel.recipient !== undefined) return { ...base, recipients: [places.human(channel.recipient).user] }
  const common = { ...base, guild_id: channel.guild, name: channel.name, rate_limit_per_user: 0 }
  if (channel.thread) return { ...common, ...threadJson(channel, channel.thread) }
  return {
    ...common,
    position: 0,
    topic: null,
    nsfw: false,
    parent_id: null,
    last_pin_timestamp: null,
    permission_overwrites: overwrites(channel),
  }
}

function threadJson(channel: Channel, thread: Thread): Json {
  return {
    parent_id: thread.parent,
    owner_id: channel.owner,
    message_count: channel.messages.size,
    member_count: thread.members.size,
    total_message_sent: channel.messages.size,
    thread_metadata: {
      archived: thread.archived,
      auto_archive_duration: thread.autoArchive,
      archive_timestamp: thread.changedAt,
      create_timestamp: thread.changedAt,
      locked: thread.locked,
      ...(channel.type === channelTypes.privateThread && { invitable: true }),
    },
  }
}

/** Takes from everybody, the bot too, what the channel does not allow. */
function overwrites({ guild, hidden, readOnly }: Channel): Json[] {
  const deny = (hidden ? 1n << 10n : 0n) | (readOnly ? 1n << 11n : 0n)
  return deny === 0n ? [] : [{ id: guild, type: 0, allow: '0', deny: String(deny) }]
}

export const threadMemberJson = (thread: string, user: string, joined: string): Json => ({
  id: thread,
  user_id: user,
  join_timestamp: joined,
  flags: 0,
})

export const memberJson = ({ user, nick, roles, joinedAt }: Member): Json & { user: User } => ({
  user,
  nick,
  roles,
  avatar: null,
  joined_at: joinedAt,
  premium_since: null,
  deaf: false,
  mute: false,
  flags: 0,
  pending: false,
  communication_disabled_until: null,
})

/** A member without the user, as it comes with messages. */
export function partialMember(member: Member): Json {
  const { user: _, ...rest } = memberJson(member)
  return rest
}

export const roleJson = ({ id, name, permissions, mentionable, position }: Role): Json => ({
  id,
  name,
  color: 0,
  colors: { primary_color: 0, secondary_color: null, tertiary_color: null },
  hoist: false,
  icon: null,
  unicode_emoji: null,
  position,
  permissions: String(permissions),
  managed: false,
  mentionable,
  flags: 0,
})

export const guildJson = (guild: Guild): Json => ({
  id: guild.id,
  name: guild.name,
  icon: null,
  splash: null,
  discovery_splash: null,
  owner_id: guild.owner,
  afk_channel_id: null,
  afk_timeout: 300,
  verification_level: 0,
  default_message_notifications: 0,
  explicit_content_filter: 0,
  roles: [...guild.roles.values()].map(roleJson),
  emojis: [],
  stickers: [],
  features: [],
  mfa_level: 0,
  application_id: null,
  system_channel_id: null,
  system_channel_flags: 0,
  rules_channel_id: null,
  vanity_url_code: null,
  description: null,
  banner: null,
  premium_tier: 0,
  premium_subscription_count: 0,
  preferred_locale: guild.locale,
  public_updates_channel_id: null,
  nsfw_level: 0,
  premium_progress_bar_enabled: false,
  safety_alerts_channel_id: null,
})

/** A guild with all that is in it, as it comes when a session starts. */
export function wholeGuild(guild: Guild, places: Places, me: string): Json {
  const channels = [...guild.channels].map((id) => places.channel(id))
  return {
    ...guildJson(guild),
    joined_at: guild.joinedAt,
    large: false,
    unavailable: false,
    member_count: guild.members.size,
    voice_states: [],
    members: [...guild.members.values()].filter(({ user }) => user.id === me).map(memberJson),
    channels: channels.filter((channel) => !channel.thread).map((channel) => channelJson(channel, places)),
    threads: channels
      .filter(({ thread }) => thread && !thread.archived)
      .filter(({ type, thread }) => type !== channelTypes.privateThread || thread?.members.has(me))
      .map((channel) => channelJson(channel, places)),
    presences: [],
    stage_instances: [],
    guild_scheduled_events: [],
    soundboard_sounds: [],
  }
}
