/**
 * The word that somebody brings along in the address (`/?start=WORD`), if it can be one. It is gone from the address then:
 * a page that is loaded again brings nothing.
 */
export function takeBroughtWord() {
  const address = new URL(location.href)
  const word = address.searchParams.get('start')
  if (word === null) return undefined
  address.searchParams.delete('start')
  history.replaceState(null, '', address)
  return /^[A-Za-z0-9_-]{1,64}$/.test(word) ? word : undefined
}
