/** The text itself, or, where no database could keep it (NUL, half of a surrogate pair), a copy with U+FFFD instead. */
export function storable(text: string): string {
  const whole = text.isWellFormed() ? text : text.toWellFormed()
  return whole.includes('\0') ? whole.replaceAll('\0', '\uFFFD') : whole
}
