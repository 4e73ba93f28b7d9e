import { askConsent } from '../consent/exports.ts'
import { readLetters } from '../customers/codes.ts'
import type { Feature } from '../engine/feature.ts'
import type { Saying } from '../engine/making.ts'
import { buttons, type Turn } from '../engine/turn.ts'
import type { Append } from '../engine/unit.ts'
import { type Locale, languageName, locales, text } from '../language/text.ts'
import type { Program } from '../program/program.ts'
import { may, type Role, roles } from '../staff/rules.ts'
import { languageMeant } from './meant.ts'

/** One command in the list of help. */
export type HelpLine = { name: string; role: Role | undefined }

/** The first words, the help, and the language. `commands` are those of all features. */
export function welcomeFeature(
  program: Program,
  commands: () => readonly HelpLine[],
  features: () => readonly Feature[] = () => [],
): Feature {
  return {
    name: 'welcome',
    commands: [
      {
        name: 'start',
        args: { name: 'code', kind: 'line', fits: (words) => readLetters(words) !== undefined },
        run: (turn, word) => start(turn, program, features(), word),
      },
      { name: 'help', run: (turn) => help(turn, program, commands()) },
      {
        name: 'language',
        args: {
          name: 'language',
          kind: 'choice',
          fits: (word) => languageCalled(word) !== undefined,
          options: locales.map((locale) => ({ value: locale, label: languageName(locale) })),
        },
        run: language,
      },
    ],
    home: (turn) => ({ text: greeting(turn, program), parts: [menu(turn, program)] }),
    means: {
      help: (turn) => help(turn, program, commands()),
      greeting: (turn) => start(turn, program, features(), ''),
      language: (turn, said) => language(turn, languageMeant(said) ?? ''),
      person: (turn) => turn.say({ text: turn.t('said.person'), parts: [waysToStaff(turn)] }),
      thanks: (turn) => turn.say(turn.t('said.thanks')),
      yes: (turn) => turn.say({ text: turn.t('said.yes'), parts: [menu(turn, program)] }),
      no: (turn) => turn.say(turn.t('said.no')),
      cancel: (turn) => turn.say(turn.t('said.cancel')),
    },
    presses: { language: { run: (turn, locale) => setLanguage(turn, locale) } },
  }
}

/** Greets, and says below that what came of the word that somebody brought along. */
async function start(turn: Turn, program: Program, features: readonly Feature[], word: string): Promise<void> {
  const arrival = word === '' ? undefined : await arrivalOf(turn, features, word)
  const parts = arrival?.parts?.filter(({ kind }) => kind !== 'buttons') ?? []
  turn.say({
    text: [greeting(turn, program), ...(arrival ? [arrival.text] : [])].join('\n\n'),
    parts: [...parts, menu(turn, program)],
  })
  await askConsent(turn, program)
}

async function arrivalOf(turn: Turn, features: readonly Feature[], word: string): Promise<Saying | undefined> {
  for (const { arrives } of features) {
    const arrival = await arrives?.(turn, word)
    if (arrival) return arrival
  }
  return undefined
}

function greeting(turn: Turn, program: Program): string {
  const { name } = turn.contact
  return [
    name ? turn.t('start.hello', { name }) : turn.t('start.hello.nameless'),
    program.shop ? turn.t('start.shop', { shop: program.shop }) : turn.t('start.about'),
    ...(turn.role === 'customer' ? [] : [turn.t('start.role', { role: turn.t(`role.${turn.role}`) })]),
  ].join('\n')
}

/** Without a program only what there is everywhere. */
function menu(turn: Turn, program?: Program) {
  return buttons(
    { label: turn.t('points.title'), press: 'command:points', tone: 'primary' },
    ...(may(turn.role, 'staff')
      ? [
          { label: turn.t('earn.title'), form: 'earn' },
          { label: turn.t('queue.title'), press: 'queue:all' },
        ]
      : [
          { label: turn.t('complaint.title'), press: 'command:complain' },
          { label: turn.t('form.callback.title'), press: 'command:callback' },
          ...(program?.referrals ? [{ label: turn.t('refer.title'), press: 'command:refer' }] : []),
        ]),
    { label: turn.t('help.title'), press: 'command:help' },
    { label: turn.t('language.title'), press: 'command:language' },
  )
}

/** How a person is reached: in writing, or on the phone. */
const waysToStaff = (turn: Turn) =>
  buttons(
    { label: turn.t('complaint.title'), press: 'command:complain' },
    { label: turn.t('form.callback.title'), press: 'command:callback' },
  )

async function help(turn: Turn, program: Program, commands: readonly HelpLine[]): Promise<void> {
  // What only a few may do is what they came for: it goes first.
  const rows = commands
    .filter(({ name, role }) => may(turn.role, role) && !(name === 'start' || name === 'help'))
    .sort((a, b) => roles.indexOf(b.role ?? 'customer') - roles.indexOf(a.role ?? 'customer'))
    .map(({ name }): [string, string] => [firstWord(turn.t(`command.${name}.words`)), turn.t(`command.${name}`)])
  turn.say({ text: turn.t('help.intro'), parts: [{ kind: 'facts', rows }, menu(turn, program)] })
  await askConsent(turn, program)
}

/** What one writes for a command on any platform. */
const firstWord = (words: string) => words.split(',', 1)[0]?.trim() ?? ''

/** Answers what nobody understood: short, with the ways on. */
export function notUnderstood(turn: Turn): void {
  const { happening, files } = turn
  const filesAlone = happening.kind === 'said' && happening.text.trim() === '' && happening.files?.length
  // Of those that are seen not to be kept the person is told anyway.
  if (filesAlone && files.length === 0) return
  const text = filesAlone ? turn.t('unknown.files', { count: files.length }) : turn.t('unknown')
  turn.say({ text, parts: [menu(turn)] })
}

function languageCalled(name: string): Locale | undefined {
  const word = name.trim().toLowerCase()
  return locales.find((locale) => locale.toLowerCase() === word || languageName(locale).toLowerCase() === word)
}

async function language(turn: Turn, wanted: string): Promise<void> {
  const named = languageCalled(wanted)
  if (named) return setLanguage(turn, named)
  turn.say({
    text: turn.t('language.which'),
    parts: [buttons(...locales.map((locale) => ({ label: languageName(locale), press: `language:${locale}` })))],
  })
}

/** Written after what the platform tells of a person who is met for the first time. */
const chosen: Append<{ id: string; locale: Locale }> = {
  name: 'language',
  async write(unit, rows) {
    for (const { id, locale } of rows) await unit.sql.execute('UPDATE customer SET locale = ? WHERE id = ?', locale, id)
  },
}

async function setLanguage(turn: Turn, locale: Locale): Promise<void> {
  if (!locales.includes(locale)) return turn.say(turn.t('button-gone'))
  turn.unit.append(chosen, { id: turn.contact.customerId, locale })
  turn.say(text(locale, 'language.done'))
}
