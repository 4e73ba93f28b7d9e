import { familiar, type Known, marks, stranger } from './marks.ts'

/** A text in words, and the class that it belongs to; `weight`: how much it counts. */
export type Example = { words: readonly string[]; kind: number; weight: number }

/** `weights`: for each row a number for each kind; a mark has the row that its letters add up to. */
export type Model = { known: ReadonlySet<string>; weights: Float32Array | Int8Array; kinds: number; scale: number }

/** How many rows there are: marks that share one disturb each other little. A power of two. */
const rowCount = 2 ** 15

const rounds = 14
const pace = 0.5
const decay = 0.00002

/**
 * Learns to tell kinds of texts apart: softmax regression over marks, by gradient steps whose size adapts to each weight.
 * The same examples give the same model. Kinds in `open` are of texts about anything: what only one of them says is a
 * stranger to the model, so that it learns what strangers mean.
 */
export function learn(examples: readonly Example[], kinds: number, open: ReadonlySet<number>): Model {
  const known = knownOf(examples, open)
  const seen = examples.map(({ words }) => rowsOf(words, known))
  const weights = new Float32Array(rowCount * kinds)
  const squares = new Float32Array(rowCount * kinds).fill(0.1)
  const order = shuffled(examples.length)
  for (let round = 0; round < rounds; round += 1)
    for (const at of order) {
      const example = examples[at]
      const found = seen[at]
      if (example && found) step(weights, squares, kinds, found, example)
    }
  return { known, weights, kinds, scale: 1 }
}

function step(
  weights: Float32Array,
  squares: Float32Array,
  kinds: number,
  found: Int32Array,
  { kind, weight }: Example,
): void {
  const scale = 1 / Math.sqrt(found.length)
  const likely = chances(weights, kinds, found)
  for (let k = 0; k < kinds; k += 1) {
    const error = ((likely[k] ?? 0) - (k === kind ? 1 : 0)) * scale * weight
    if (Math.abs(error) < 1e-4) continue
    for (const row of found) {
      const at = row * kinds + k
      const slope = error + decay * (weights[at] ?? 0)
      const square = (squares[at] ?? 0) + slope * slope
      squares[at] = square
      weights[at] = (weights[at] ?? 0) - (pace * slope) / Math.sqrt(square)
    }
  }
}

/** How likely each kind is, by a model, for a text in words. Their sum is 1. */
export function likelihoods({ known, weights, kinds, scale }: Model, words: readonly string[]): Float64Array {
  return chances(weights, kinds, rowsOf(words, known), scale)
}

/** The rows of all marks of a text. */
function rowsOf(words: readonly string[], known: Known): Int32Array {
  return Int32Array.from(marks(words, known), (mark) => {
    // FNV-1a, with the high bits folded in: the low ones alone are alike for marks that end alike.
    let sum = 2_166_136_261
    for (let at = 0; at < mark.length; at += 1) sum = Math.imul(sum ^ mark.charCodeAt(at), 16_777_619)
    return ((sum >>> 15) ^ sum) & (rowCount - 1)
  })
}

function chances(weights: Float32Array | Int8Array, kinds: number, found: Int32Array, unit = 1): Float64Array {
  const sums = new Float64Array(kinds)
  for (const row of found) for (let k = 0; k < kinds; k += 1) sums[k] = (sums[k] ?? 0) + (weights[row * kinds + k] ?? 0)
  const scale = unit / Math.sqrt(Math.max(1, found.length))
  const most = sums.reduce((a, b) => Math.max(a, b), Number.NEGATIVE_INFINITY) * scale
  let total = 0
  for (let k = 0; k < kinds; k += 1) {
    const chance = Math.exp((sums[k] ?? 0) * scale - most)
    sums[k] = chance
    total += chance
  }
  for (let k = 0; k < kinds; k += 1) sums[k] = (sums[k] ?? 0) / total
  return sums
}

/** What more than one text says, or one of a kind that is not open. Strangers stay strangers. */
function knownOf(examples: readonly Example[], open: ReadonlySet<number>): Known & Set<string> {
  const said = new Map<string, number>()
  for (const { words, kind } of examples)
    for (const it of new Set(familiar(words))) said.set(it, (said.get(it) ?? 0) + (open.has(kind) ? 1 : 2))
  said.delete(stranger)
  return new Set([...said].filter(([, count]) => count > 1).map(([it]) => it))
}

/** The numbers below that one in an order that looks random and is always the same. */
function shuffled(count: number): number[] {
  const order = Array.from({ length: count }, (_, at) => at)
  let state = 12_345
  for (let at = count - 1; at > 0; at -= 1) {
    state = (state * 1_103_515_245 + 12_345) % 2_147_483_648
    const other = state % (at + 1)
    const one = order[at] ?? 0
    order[at] = order[other] ?? 0
    order[other] = one
  }
  return order
}
