import { type Client, Events, type Message } from 'discord.js'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { login } from './client.ts'
import { type DiscordServer, type Person, startDiscord } from './server.ts'

let server: DiscordServer
let client: Client<true>
let anna: Person

beforeEach(async () => {
  server = await startDiscord()
  anna = server.person({ name: 'Anna' })
  client = await login(server)
})
afterEach(async () => {
  await client.destroy()
  await server.stop()
})

const heard = () => new Promise<Message>((resolve) => client.once(Events.MessageCreate, resolve))

test('a direct message is heard and answered', async () => {
  const hearing = heard()
  server.says(anna, 'hello')
  const message = await hearing
  expect(message.content).toBe('hello')
  expect(message.author.id).toBe(anna.id)
  await message.reply('hi **Anna**')
  expect(await server.next(anna)).toMatchObject({ text: 'hi Anna', marks: [{ kind: 'bold' }], replyTo: message.id })
})
