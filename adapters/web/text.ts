/** Text as a page shows it and JSON keeps it: half characters become U+FFFD, NUL is left out. */
export function literal(text: string): string {
  return text.toWellFormed().replaceAll('\u0000', '')
}

/** Whether there is anything to be seen in it: more than blanks, controls and marks of direction. */
export function isVisible(text: string): boolean {
  return /[^\s\p{Cc}\p{Cf}]/u.test(text)
}
