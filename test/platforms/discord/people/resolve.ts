import type { Channel } from '../places.ts'
import { channelJson, partialMember, roleJson } from '../shapes.ts'
import type { Json } from '../wire.ts'
import type { World } from '../world.ts'
import { type Known, type Sending, upload } from './people.ts'

/** What a person gives: words, a number, yes or no, a person, role or channel, or a file. */
export type Value = string | number | boolean | { id: string } | Sending

/** Kinds of things that are given by their id. */
export type Kind = 'user' | 'role' | 'channel' | 'mentionable'

/** Gathers what an interaction names, so that the bot need not look it up. */
export class Resolved {
  private readonly maps: Record<string, Json> = {}
  private readonly world: World
  private readonly channel: Channel

  constructor(world: World, channel: Channel) {
    this.world = world
    this.channel = channel
  }

  /** Everything named so far; undefined when that is nothing. */
  get data(): Json | undefined {
    return Object.keys(this.maps).length > 0 ? this.maps : undefined
  }

  /** Adds what has that id. Throws when there is no such thing here. */
  add(kind: Kind, thing: Known): string {
    const id = typeof thing === 'string' ? thing : thing.id
    const isThere =
      (kind === 'user' && this.user(id)) ||
      (kind === 'role' && this.role(id)) ||
      (kind === 'mentionable' && (this.role(id) || this.user(id))) ||
      (kind === 'channel' && this.place(id))
    if (!isThere) throw new Error(`there is no ${kind} ${id} to choose here`)
    return id
  }

  /** Stores a file and adds it. */
  file(sending: Sending): string {
    const attachment = this.world.files.add(this.channel.id, upload(sending))
    this.put('attachments', attachment.id, { ...attachment, ephemeral: true })
    return attachment.id
  }

  private user(id: string): boolean {
    const { places, me } = this.world
    const user = id === me.id ? me : places.humans.get(id)?.user
    if (!user) return false
    this.put('users', id, user)
    const member = places.guildOf(this.channel)?.members.get(id)
    if (member) this.put('members', id, { ...partialMember(member), permissions: '0' })
    return true
  }

  private role(id: string): boolean {
    const role = this.world.places.guildOf(this.channel)?.roles.get(id)
    if (role) this.put('roles', id, roleJson(role))
    return role !== undefined
  }

  private place(id: string): boolean {
    const found = this.world.places.channels.get(id)
    if (!found || found.guild !== this.channel.guild) return false
    this.put('channels', id, { ...channelJson(found, this.world.places), permissions: '0' })
    return true
  }

  private put(map: string, id: string, thing: object): void {
    this.maps[map] = { ...this.maps[map], [id]: thing }
  }
}
