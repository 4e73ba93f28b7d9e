import { Stream } from '../shared/stream.ts'
import { type Control, labelOf, looks } from './blocks/read.ts'
import { type Answers, answersOf, type Field, fieldsOf } from './fields.ts'
import type { Json, View } from './wire.ts'
import type { Workspace } from './workspace.ts'

/** A modal as its person sees it now. `errors` stand at the fields, by block id. */
export type Modal = {
  id: string
  person: string
  title: string
  submit?: string
  close?: string
  /** Texts between the fields. */
  text: string
  fields: Field[]
  buttons: Control[]
  fired: string[]
  errors: Record<string, string>
  /** The app could not be reached with what was submitted. */
  isBroken: boolean
  callback: string
  /** How many modals lie under it. */
  depth: number
}

/** The App Home of one person. */
export type Home = { id: string; person: string; text: string; buttons: Control[]; fired: string[]; view: View }

/** A modal in someone's stack, with what has been filled in. */
export type Open = { view: View; answers: Answers; errors: Record<string, string>; isBroken: boolean }

/** Modals and homes that are shown, person by person. */
export class Views {
  private readonly stacks = new Map<string, Open[]>()
  private readonly homes = new Map<string, View>()
  private readonly modalStreams = new Map<string, Stream<Modal>>()
  private readonly homeStreams = new Map<string, Stream<Home>>()
  private made = 0
  private readonly workspace: Workspace

  constructor(workspace: Workspace) {
    this.workspace = workspace
  }

  /** A view as the server keeps it, from what the app gave. */
  make(given: Json): View {
    const n = String(++this.made).padStart(9, '0')
    const { callback_id = '', private_metadata = '', external_id = '' } = given
    return { ...given, id: `V${n}`, hash: `1.${n}`, callback_id, private_metadata, external_id } as View
  }

  /** The modals of one person, the lowest first. */
  stack(person: string): Open[] {
    let stack = this.stacks.get(person)
    if (!stack) {
      stack = []
      this.stacks.set(person, stack)
    }
    return stack
  }

  /** The modal that the person has in front, if any. */
  top(person: string): Open | undefined {
    return this.stack(person).at(-1)
  }

  /** Where a modal that is open stands. */
  find(test: (view: View) => boolean): { person: string; open: Open } | undefined {
    for (const [person, stack] of this.stacks) {
      const open = stack.find(({ view }) => test(view))
      if (open) return { person, open }
    }
    return undefined
  }

  /** Lays a view on top of what the person has open. */
  put(person: string, view: View): void {
    this.stack(person).push({ view, answers: answersOf(view), errors: {}, isBroken: false })
    this.tell(person)
  }

  /** Gives an open modal another content; answers to fields that stay, by block and action, are kept. */
  change(person: string, open: Open, given: Json): View {
    const { id, root_view_id, previous_view_id } = open.view
    open.view = { ...this.make(given), id, root_view_id, previous_view_id }
    open.answers = { ...answersOf(open.view), ...kept(open) }
    open.errors = {}
    this.tell(person)
    return open.view
  }

  /** Shows the person what stands on top now, if anything does. */
  tell(person: string): void {
    const modal = this.modal(person)
    if (modal) streamOf(this.modalStreams, person).tell(modal)
  }

  modal(person: string): Modal | undefined {
    const stack = this.stack(person)
    const top = stack.at(-1)
    if (!top) return undefined
    const { view, answers, errors, isBroken } = top
    const { text, buttons, fired } = looks(view.blocks, this.workspace)
    return {
      id: view.id,
      person,
      title: labelOf(view.title),
      ...(view.submit !== undefined && { submit: labelOf(view.submit) }),
      ...(view.close !== undefined && { close: labelOf(view.close) }),
      text,
      fields: fieldsOf(view, answers, errors),
      buttons,
      fired,
      errors: { ...errors },
      isBroken,
      callback: view.callback_id,
      depth: stack.length - 1,
    }
  }

  publish(person: string, view: View): void {
    this.homes.set(person, view)
    const home = this.home(person)
    if (home) streamOf(this.homeStreams, person).tell(home)
  }

  home(person: string): Home | undefined {
    const view = this.homes.get(person)
    if (!view) return undefined
    const { text, buttons, fired } = looks(view.blocks, this.workspace)
    return { id: view.id, person, text, buttons, fired, view }
  }

  /** The next modal that the person is shown: opened, changed, or with errors. */
  nextModal(person: string, suits: (modal: Modal) => boolean, patience: number): Promise<Modal> {
    return streamOf(this.modalStreams, person).next(
      suits,
      patience,
      (came) => `no such modal for ${person} within ${patience} ms; shown were: ${came.map(({ title }) => title)}`,
    )
  }

  nextHome(person: string, suits: (home: Home) => boolean, patience: number): Promise<Home> {
    return streamOf(this.homeStreams, person).next(
      suits,
      patience,
      (came) => `no such home for ${person} within ${patience} ms; shown were: ${came.map(({ text }) => text)}`,
    )
  }

  stop(): void {
    for (const stream of [...this.modalStreams.values(), ...this.homeStreams.values()]) stream.stop()
  }
}

/** Answers of fields that the changed view still has. */
function kept({ view, answers }: Open): Answers {
  const fields = new Map(fieldsOf(view, {}, {}).map(({ block, action }) => [block, action]))
  const isKept = ([block, answer]: [string, object]) => Object.keys(answer)[0] === fields.get(block)
  return Object.fromEntries(Object.entries(answers).filter(isKept))
}

function streamOf<T>(streams: Map<string, Stream<T>>, person: string): Stream<T> {
  let stream = streams.get(person)
  if (!stream) {
    stream = new Stream()
    streams.set(person, stream)
  }
  return stream
}
