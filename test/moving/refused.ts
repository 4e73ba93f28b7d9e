/** Reads a file of refused rows: the number of the line and the reason of each. */
export function lines(text: string): [line: number, why: string][] {
  return [...text.matchAll(/^(\d+),"((?:[^"]|"")*)",/gm)].map(([, line, why = '']) => [
    Number(line),
    why.replaceAll('""', '"'),
  ])
}
