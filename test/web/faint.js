/** Runs in the page: texts on show whose contrast to what is behind them is below 4.5, placeholders included. */
;(() => {
  const canvas = document.createElement('canvas').getContext('2d', { willReadFrequently: true })

  /** Red, green and blue from 0 to 255, alpha from 0 to 1, however the colour is written. */
  const read = (colour) => {
    canvas.clearRect(0, 0, 1, 1)
    canvas.fillStyle = colour
    canvas.fillRect(0, 0, 1, 1)
    const [r, g, b, a] = canvas.getImageData(0, 0, 1, 1).data
    return [r, g, b, a / 255]
  }
  const over = ([r, g, b, a], below) => [r, g, b].map((part, i) => part * a + below[i] * (1 - a))

  const groundOf = (node) => {
    if (!node) return [255, 255, 255]
    const own = read(getComputedStyle(node).backgroundColor)
    return own[3] === 1 ? own : over(own, groundOf(node.parentElement))
  }

  const light = (colour) => {
    const [r, g, b] = colour.map((value) => {
      const part = value / 255
      return part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4
    })
    return 0.2126 * r + 0.7152 * g + 0.0722 * b
  }

  const faint = []
  const check = (node, text, colour) => {
    const ground = groundOf(node)
    const [dark, bright] = [light(over(read(colour), ground)), light(ground)].sort((a, b) => a - b)
    const contrast = (bright + 0.05) / (dark + 0.05)
    if (contrast < 4.5) faint.push({ text, contrast, colour, ground: ground.join() })
  }

  for (const node of document.querySelectorAll('body *')) {
    if (!node.checkVisibility({ visibilityProperty: true, opacityProperty: true })) continue
    const own = [...node.childNodes].filter((it) => it.nodeType === Node.TEXT_NODE && it.textContent.trim())
    if (own.length > 0) check(node, node.textContent, getComputedStyle(node).color)
    if (node.placeholder) check(node, node.placeholder, getComputedStyle(node, '::placeholder').color)
  }
  return faint
})()
