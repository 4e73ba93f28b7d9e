/** Runs in the page: what each message of the bot looks like, and whatever stands in it that is more than words. */
;(() => {
  const harmless = 'div, span, p, dl, dt, dd, time, button, img, svg, path, .buttons > a'

  const labelOf = (button) => [...button.childNodes].filter((it) => it.nodeType === Node.TEXT_NODE)

  const lookOfButton = (button) => ({
    label: labelOf(button)
      .map((it) => it.textContent)
      .join(''),
    ...(button.classList.contains('primary') && { tone: 'primary' }),
    ...(button.classList.contains('danger') && { tone: 'danger' }),
    ...(button.href && { url: button.href }),
    ...(button.disabled && { dead: true }),
  })

  const aliveIn = (node) => {
    const listens = node.getAttributeNames().some((name) => name.startsWith('on'))
    const foreign = node.matches('img') && !node.src.startsWith('data:image/')
    return !node.matches(harmless) || listens || foreign
  }

  const look = (entry) => ({
    words: [...entry.querySelectorAll('.bubble .words, .bubble dt, .bubble dd')].map((it) => it.textContent).join('\n'),
    buttons: [...entry.querySelectorAll('.buttons > *')].map(lookOfButton),
    pictures: [...entry.querySelectorAll('.bubble img')].map(({ src, alt }) => ({ source: src.split(',')[1], alt })),
    edited: entry.querySelector('.edited') !== null,
    live: [
      ...[...entry.querySelectorAll('.content *')].filter(aliveIn).map((node) => node.outerHTML.slice(0, 80)),
      ...('fired' in window ? ['script'] : []),
    ],
  })

  return [...document.querySelectorAll('.entry.bot:not([aria-hidden])')].map(look)
})()
