import { describe, expect, it } from 'vitest'
import { readConfig, servesWebChat, slackSettings } from '../../src/config.ts'

const bot = { SLACK_BOT_TOKEN: 'xoxb-1-a' }

describe('the settings of Slack', () => {
  it('are none without a token of the bot', () => {
    expect(slackSettings(readConfig({}))).toBeUndefined()
    expect(slackSettings(readConfig({ SLACK_BOT_TOKEN: '', SLACK_APP_TOKEN: '' }))).toBeUndefined()
  })

  it('say how it is heard', () => {
    const socket = readConfig({ ...bot, SLACK_APP_TOKEN: 'xapp-1-A1-b' })
    expect(slackSettings(socket)).toEqual({ botToken: 'xoxb-1-a', appToken: 'xapp-1-A1-b' })
    expect(servesWebChat(socket)).toBe(false)
    const api = { SLACK_API_URL: 'http://127.0.0.1:9/api/' }
    expect(slackSettings(readConfig({ ...bot, ...api, SLACK_SIGNING_SECRET: 'shh' }))).toEqual({
      botToken: 'xoxb-1-a',
      signingSecret: 'shh',
      apiUrl: 'http://127.0.0.1:9/api/',
    })
  })

  it.each([
    [bot, 'SLACK_APP_TOKEN'],
    [{ SLACK_APP_TOKEN: 'xapp-1' }, 'SLACK_BOT_TOKEN'],
    [{ SLACK_SIGNING_SECRET: 'shh' }, 'SLACK_BOT_TOKEN'],
    [{ SLACK_BOT_TOKEN: 'my-token' }, 'SLACK_BOT_TOKEN'],
    [{ ...bot, SLACK_APP_TOKEN: 'my-token' }, 'SLACK_APP_TOKEN'],
    [{ ...bot, SLACK_SIGNING_SECRET: 'my token' }, 'SLACK_SIGNING_SECRET'],
    [{ ...bot, SLACK_SIGNING_SECRET: 'shh', SLACK_API_URL: 'ftp://my-token' }, 'SLACK_API_URL'],
  ])('%j cannot be used, and that is said without a value', (environment, name) => {
    const read = () => readConfig(environment)
    expect(read).toThrow(name)
    expect(read).not.toThrow(/my.token|xoxb-1|xapp-1|shh/)
  })
})
