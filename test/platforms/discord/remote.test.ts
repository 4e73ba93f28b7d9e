import { Events, type Interaction } from 'discord.js'
import { expect, test } from 'vitest'
import { login } from './client.ts'
import { spawnDiscord } from './remote.ts'

test('a server of its own is used and watched over HTTP', async () => {
  const remote = await spawnDiscord()
  const client = await login(remote)
  try {
    const anna = await remote.person({ name: 'Anna' })
    const { id: dm } = await remote.dm(anna.id)
    client.on(Events.MessageCreate, (message) => {
      if (!message.author.bot) void message.reply(`you said ${message.content}`)
    })
    await remote.says(anna.id, 'hello')
    expect(await remote.next(dm)).toMatchObject({ text: 'you said hello', channel: dm })
    await client.application.commands.set([{ name: 'points', description: 'Your points' }])
    client.on(Events.InteractionCreate, (it: Interaction) => {
      if (it.isChatInputCommand()) void it.reply('120 points')
    })
    const { id } = await remote.slash(anna.id, 'points')
    expect(await remote.answer(id)).toMatchObject({ state: 'answered', kind: 'message' })
    expect((await remote.messages({ channel: dm })).map(({ text }) => text)).toEqual(['you said hello', '120 points'])
    expect((await remote.calls()).map(({ method }) => method)).toContain('answerInteraction')
    expect(await remote.state()).toMatchObject({
      sent: 2,
      sessions: { live: 1, identified: 1 },
      interactions: { answered: 1, failed: 0 },
    })
    await expect(remote.slash(anna.id, 'fly')).rejects.toThrow('there is no /fly here')
  } finally {
    await client.destroy()
    await remote.stop()
  }
})
