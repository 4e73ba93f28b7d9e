import { fetchSetup, inventPerson, listen } from './api.js'
import { limitUploads } from './attachments.js'
import { takeBroughtWord } from './brought.js'
import { el } from './dom.js'
import { EngineView } from './engine.js'
import { keep, recall } from './kept.js'
import { SeatView } from './seat.js'
import { Tabs } from './tabs.js'
import { attribute, currentLocale, setWords, text } from './words.js'

const $ = (id) => document.getElementById(id)

let people = []
let seats = []
let engine
let tabs
let brought = takeBroughtWord()

async function begin() {
  const setup = await untilThere(() => fetchSetup(recall('locale') ?? navigator.language))
  setWords(setup.text, setup.locale)
  limitUploads(setup.largestFile)
  text($('tagline'), 'tagline')
  drawLanguages(setup.locales)
  seats = setup.seats.map((seat) => new SeatView(seat, { invent, changed: remember }))
  engine = new EngineView(personOf)
  $('table').append(...seats.map((seat) => seat.node), engine.node)
  tabs = new Tabs($('tabs'), $('table'), [...setup.seats, 'engine'])
  takePeople(setup.people)
  takeCommands(setup.commands)
  listen({
    hello,
    live: showLive,
    entry: ({ person, entry }) => takeEntry(person, entry),
    people: (told) => takePeople(told.people),
    trace: (trace) => {
      engine.add(trace)
    },
  })
}

/** The server may be starting: asks again until it answers. */
async function untilThere(ask) {
  for (;;) {
    try {
      return await ask()
    } catch {
      await new Promise((resolve) => setTimeout(resolve, 1000))
    }
  }
}

async function hello({ resumed, traces }) {
  if (!resumed) {
    engine.reset(traces)
    const { people: told, commands } = await untilThere(() => fetchSetup(currentLocale()))
    takePeople(told)
    takeCommands(commands)
    await Promise.allSettled(seats.map((seat) => seat.refresh()))
  }
  for (const seat of seats) await seat.resend()
  const word = brought
  brought = undefined
  if (word !== undefined) await seats.find(({ seat }) => seat === 'customer')?.welcome(`/start ${word}`, invent)
}

function takeEntry(person, entry) {
  const seat = seats.find((it) => it.has(person))
  seat?.take(person, entry)
  if (seat && entry.from === 'bot' && !entry.removed) tabs.mark(seat.seat)
}

function takePeople(told) {
  people = told
  for (const seat of seats) {
    const preferred = seat.seat === 'customer' ? recall('customer') : undefined
    seat.seatPeople(
      people.filter((person) => person.seat === seat.seat),
      preferred,
    )
  }
}

function takeCommands(commands) {
  for (const seat of seats) seat.commands = commands[seat.seat]
}

async function invent() {
  const person = await inventPerson().catch(() => undefined)
  if (person && !people.some(({ id }) => id === person.id)) people = [...people, person]
  return person
}

function remember(seat) {
  const view = seats.find((it) => it.seat === seat)
  if (seat === 'customer' && view?.person) keep('customer', view.person.id)
}

/** The one of our invented people of whom a trace tells. */
function personOf({ platform = 'web', who }) {
  return platform === 'web' ? people.find((person) => person.id === who) : undefined
}

function showLive(live) {
  $('live').dataset.live = String(live)
  text($('live'), live ? 'live' : 'offline')
}

function drawLanguages(locales) {
  $('languages').setAttribute('role', 'group')
  attribute($('languages'), 'aria-label', 'language')
  for (const locale of locales) {
    const name = new Intl.DisplayNames([locale], { type: 'language' }).of(locale) ?? locale
    const button = el('button', { type: 'button', lang: locale, 'aria-pressed': locale === currentLocale() }, name)
    button.setAttribute('aria-pressed', String(locale === currentLocale()))
    button.addEventListener('click', () => speak(locale, button))
    $('languages').append(button)
  }
}

async function speak(locale, button) {
  const setup = await fetchSetup(locale).catch(() => undefined)
  if (!setup) return
  keep('locale', setup.locale)
  setWords(setup.text, setup.locale)
  takeCommands(setup.commands)
  for (const other of $('languages').children) other.setAttribute('aria-pressed', String(other === button))
}

await begin()
