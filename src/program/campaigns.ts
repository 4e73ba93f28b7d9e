import { parseDuration } from './duration.ts'
import { type CampaignRules, defaultProgram } from './program.ts'
import { group } from './structures.ts'
import { value, wholeNumber } from './values.ts'

const cap = value(
  'a number of messages in a time, such as 2 per week',
  'Write a whole number from 1 to 100, then per day, per week or per month, or 0 for as many as there are.',
  (text): CampaignRules['cap'] | undefined => {
    if (text.trim() === '0') return null
    const [, digits, count = '1', unit] =
      /^(\d{1,3}) +per +(?:(\d{1,3}) +)?(day|week|month)s?$/.exec(text.trim().toLowerCase()) ?? []
    const most = Number(digits)
    const window = unit === undefined ? undefined : parseDuration(`${count} ${unit}`)
    return window === undefined || most < 1 || most > 100 ? undefined : { most, window }
  },
)

const window = value('a time such as 14 days', 'Write a whole number and days or weeks, up to 365 days.', (text) => {
  const read = parseDuration(text)
  return read && (read.unit === 'days' ? read.count <= 365 : read.unit === 'weeks' && read.count <= 52)
    ? read
    : undefined
})

/** What holds for all campaigns, as written. */
export const campaigns = group({
  cap: cap.optional(),
  approval: wholeNumber(
    0,
    100_000_000,
    'a number of people such as 1000',
    'Write how many people one manager may write to alone',
  ).optional(),
  window: window.optional(),
})

/** The keys known in these, as shapes by their place. */
export const campaignKeys = { campaigns: campaigns.shape }

/** The rules with everything that was left out. */
export function completeCampaigns(
  written: Partial<{ [K in keyof CampaignRules]: CampaignRules[K] | undefined }> = {},
): CampaignRules {
  const usual = defaultProgram.campaigns
  return {
    cap: written.cap === undefined ? usual.cap : written.cap,
    approval: written.approval ?? usual.approval,
    window: written.window ?? usual.window,
  }
}
