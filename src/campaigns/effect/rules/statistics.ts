/** What was counted of many people, as far as it is needed: how many, the sum of it, and the sum of its squares. */
export type Sample = { n: number; sum: number; squares: number }

/** A figure and where it likely is: in 95 of 100 cases `low` and `high` have the truth between them. */
export type Estimate = { value: number; low: number; high: number }

/** Of the standard normal distribution: 95 of 100 lie within so far on both sides. */
const z = 1.959963984540054

/**
 * How far on both sides 95 of 100 lie of Student's distribution with so many degrees of freedom: its expansion about the normal
 * one, exact to three decimals from 5 on.
 */
export function tQuantile(freedom: number): number {
  const [z3, z5, z7, z9] = [z ** 3, z ** 5, z ** 7, z ** 9]
  const first = (z3 + z) / 4
  const second = (5 * z5 + 16 * z3 + 3 * z) / 96
  const third = (3 * z7 + 19 * z5 + 17 * z3 - 15 * z) / 384
  const fourth = (79 * z9 + 776 * z7 + 1_482 * z5 - 1_920 * z3 - 945 * z) / 92_160
  return z + first / freedom + second / freedom ** 2 + third / freedom ** 3 + fourth / freedom ** 4
}

/** Both together. */
export const together = (a: Sample, b: Sample): Sample => ({
  n: a.n + b.n,
  sum: a.sum + b.sum,
  squares: a.squares + b.squares,
})

const meanOf = ({ n, sum }: Sample) => sum / n

/** Of what was counted, with one degree of freedom less; never below zero, however numbers are rounded. */
const varianceOf = ({ n, sum, squares }: Sample) => Math.max(0, (squares - (sum * sum) / n) / (n - 1))

const around = (value: number, off: number): Estimate => ({ value, low: value - off, high: value + off })

/** What there is of it for one person; undefined of fewer than two. */
export function averageOf(sample: Sample): Estimate | undefined {
  if (sample.n < 2) return undefined
  return around(meanOf(sample), tQuantile(sample.n - 1) * Math.sqrt(varianceOf(sample) / sample.n))
}

/**
 * How much more there is of it for one person of the first than for one of the second, by Welch's method: the two need not be alike in
 * size or spread. Undefined of fewer than two people on a side.
 */
export function differenceOf(one: Sample, other: Sample): Estimate | undefined {
  if (one.n < 2 || other.n < 2) return undefined
  const [a, b] = [varianceOf(one) / one.n, varianceOf(other) / other.n]
  const value = meanOf(one) - meanOf(other)
  if (a + b === 0) return around(value, 0)
  const freedom = (a + b) ** 2 / (a ** 2 / (one.n - 1) + b ** 2 / (other.n - 1))
  return around(value, tQuantile(freedom) * Math.sqrt(a + b))
}

/** So many times that. */
export const times = ({ value, low, high }: Estimate, factor: number): Estimate => ({
  value: value * factor,
  low: low * factor,
  high: high * factor,
})
