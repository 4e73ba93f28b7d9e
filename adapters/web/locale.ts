/** The one of our languages that is closest to what a browser asks for; the first when none is. */
export function closest(asked: unknown, locales: readonly string[]): string {
  let tag = typeof asked === 'string' ? asked.slice(0, 35).toLowerCase() : ''
  while (tag !== '') {
    const match = locales.find((locale) => locale.toLowerCase() === tag)
    if (match !== undefined) return match
    tag = tag.slice(0, Math.max(0, tag.lastIndexOf('-')))
  }
  return locales.includes('en') ? 'en' : (locales[0] ?? 'en')
}
