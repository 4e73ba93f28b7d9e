import type { Result } from './run.ts'

/** Prints what a run came to, in a few lines. */
export function describeResult({ kills, figures }: Result): void {
  const times = Object.entries(kills).map(([moment, count]) => `${moment} ${count}`)
  const total = Object.values(kills).reduce((sum, count) => sum + count, 0)
  const { happenings, answers, notices, purchases, refunds, mayBeDoubled, doubled } = figures
  process.stdout.write(
    `${[
      `killed ${total} times (${times.join(', ')})`,
      `${happenings} happenings, ${answers} answers, ${notices} notices, ${purchases} purchases, ${refunds} refunds`,
      `${mayBeDoubled} messages may have been doubled (outcome unknown), ${doubled} were`,
    ].join('\n')}\n`,
  )
}
