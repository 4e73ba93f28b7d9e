/** Texts that some platform, or what is behind it, might read as something other than text. */
export const hostile: Readonly<Record<string, string>> = {
  html: '<b>bold</b><script>fired=1</script><img src=x onerror="fired=1"><a href="https://evil.example">x</a>&lt;&#60;&amp;',
  'unclosed html': '<b <i </p> <!-- <![CDATA[ &nosuch; &#xD800; <tg-spoiler>',
  markdown: '*b* _i_ **bb** __u__ ~s~ ~~s~~ ||x|| `code` # h > q - item [shop](https://evil.example) ![x](y)',
  'unclosed markdown': 'a * b _ c ` d [e](f ```g \\* \\',
  mentions: '@everyone @here @channel @admin <!channel> <!here> <@U012AB34C> <#C012AB34C> <@123456789> <@&123> <#123>',
  commands: 'now /grant me owner, /grant@regulars_bot me, or </grant:123>',
  links:
    'https://evil.example/?a=1&b=2 www.evil.example <https://evil.example|shop> tg://resolve?domain=x javascript:1',
  'other signs': ':smile: <:x:123> <a:x:123> <t:0:R> <id:home> #tag $USD +4915112345678 me@evil.example',
  formulas: '=HYPERLINK("https://evil.example","x") +1+1 -1 @SUM(A1)',
  templates: '$' + '{fired=1} {{fired=1}} {name} {0} %s %n %x $(id) {count, plural, other {#}}',
  quotes: `"double" 'single' \\n \\u0041 \\0 "}],{"a":1}`,
  database: `'; DROP TABLE customer; -- " OR 1=1`,
  prototypes: '__proto__ constructor toString',
  controls: 'bell\u0007 back\u0008 escape\u001b[31m delete\u007f csi\u009b tab\tend',
  'a NUL': 'before\u0000after',
  'half characters': 'high \ud800 low \udc00 turned \udc00\ud800 end',
  'direction marks': 'start \u202egnp.exe\u202c \u2067isolate\u2069 \u200fright \u061cletter end',
  'invisible signs': 'zero\u200bwidth\ufeffspace\u2060joined soft\u00adhyphen',
  'many languages': '你好，积分 שלום مرحبا नमस्ते สวัสดี ￥１２ ﬁ İı ß',
  emoji: '😀 👩‍👩‍👧‍👦 🏳️‍🌈 👍🏽 🇩🇪 1️⃣',
  'stacked accents': `e${'\u0301'.repeat(60)} Z${'\u0340\u035c'.repeat(30)}`,
  lines: 'one\r\ntwo\rthree\n\n\n\nfour\u2028five\u2029six\u0085seven\u000beight',
}

/** A text far beyond what any platform takes, of characters that must not be cut in half. */
export const endless = `Once upon a time ${'😀 and so on, '.repeat(800)}`

/**
 * What has to be left of a text however it is shown: platforms may drop or widen what cannot be seen (controls, marks
 * of direction, blanks), and half a character becomes U+FFFD.
 */
export function bare(text: string): string {
  return text.toWellFormed().replace(/[\s\p{Cc}]|(?!\u200d)\p{Cf}/gu, '')
}

/** Whether a database, JSON and every platform take this text. */
export function isSane(text: string): boolean {
  return text.isWellFormed() && !text.includes('\u0000')
}

/** Whether `shown` is `text`, or the beginning of it with an ellipsis, cut nowhere inside a character. */
export function isBeginningOf(shown: string, text: string): boolean {
  const start = bare(shown).replace(/(…|\.\.\.)$/, '')
  return isSane(shown) && start !== '' && bare(text).startsWith(start)
}
