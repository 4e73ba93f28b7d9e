import { readFile } from 'node:fs/promises'
import { replaceFile } from './files.ts'

/** The three chairs around the table. Each is one column of the page. */
export type Seat = 'customer' | 'staff' | 'manager'

/** Somebody invented for the web chat. `id` is the user id on the platform `web`, and the channel to write to. */
export type Invented = { id: string; seat: Seat; name: string }

/** Who sits where when nobody else is given. The first of each seat has the seat's own name as its id. */
export const inventedPeople: readonly Invented[] = [
  { id: 'customer', seat: 'customer', name: 'Mia' },
  { id: 'customer-2', seat: 'customer', name: 'Leo' },
  { id: 'customer-3', seat: 'customer', name: 'Noor' },
  { id: 'staff', seat: 'staff', name: 'Sam' },
  { id: 'manager', seat: 'manager', name: 'Alex' },
]

const names = ['Yuki', 'Tomas', 'Wei', 'Amara', 'Ines', 'Omar', 'Lin', 'Freya', 'Mateo', 'Priya', 'Jonas', 'Mei']

/** Most people that can be invented, so that a page left alone with a script cannot fill the disk. */
const mostPeople = 40

/** The invented people of one web chat, kept in a file when one is given. */
export class People {
  readonly #known = new Map<string, Invented>()
  readonly #added: Invented[] = []
  readonly #file: string | undefined

  private constructor(given: readonly Invented[], added: readonly Invented[], file: string | undefined) {
    for (const person of given) this.#known.set(person.id, person)
    for (const person of added) this.#keep(person)
    this.#file = file
  }

  /** Starts with the people given and those that were added before. A file that cannot be read counts as none. */
  static async open(people: readonly Invented[], file?: string): Promise<People> {
    const added = file === undefined ? [] : await readAdded(file)
    return new People(people, added, file)
  }

  list(): Invented[] {
    return [...this.#known.values()]
  }

  find(id: string): Invented | undefined {
    return this.#known.get(id)
  }

  /** Invents one more customer. Gives undefined when there are {@link mostPeople} already. */
  async add(): Promise<Invented | undefined> {
    if (this.#known.size >= mostPeople) return undefined
    let number = 2
    while (this.#known.has(`customer-${number}`)) number++
    const taken = new Set(this.list().map((person) => person.name))
    const name = names.find((candidate) => !taken.has(candidate)) ?? `${names[number % names.length]} ${number}`
    const person: Invented = { id: `customer-${number}`, seat: 'customer', name }
    this.#keep(person)
    if (this.#file !== undefined) await replaceFile(this.#file, JSON.stringify(this.#added))
    return person
  }

  #keep(person: Invented): void {
    if (this.#known.has(person.id)) return
    this.#known.set(person.id, person)
    this.#added.push(person)
  }
}

async function readAdded(file: string): Promise<Invented[]> {
  try {
    const kept: unknown = JSON.parse(await readFile(file, 'utf8'))
    return Array.isArray(kept) ? kept.slice(0, mostPeople).filter(isInvented) : []
  } catch {
    return []
  }
}

function isInvented(value: unknown): value is Invented {
  if (typeof value !== 'object' || value === null) return false
  const { id, seat, name } = value as Record<string, unknown>
  return typeof id === 'string' && /^[a-z0-9-]{1,40}$/.test(id) && seat === 'customer' && typeof name === 'string'
}
