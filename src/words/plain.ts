import { simplified } from './simplified.ts'

/** Characters that are looked at: what is longer is a story, and its beginning tells as much. */
const mostRead = 400

/** Ways of writing, by what is meant. */
const spellings: readonly (readonly [RegExp, string])[] = [
  [/\bu\b/g, 'you'],
  [/\bur\b/g, 'your'],
  [/\br\b/g, 'are'],
  [/\b(do|does|did|is|are|was|were|has|have|had|would|could|should|need)n ?t\b/g, '$1 not'],
  [/\b(?:can ?t|cannot)\b/g, 'can not'],
  [/\bwon ?t\b/g, 'will not'],
  [/\b(?:im|i m)\b/g, 'i am'],
  [/\b(i|you|we|they) ?ve\b/g, '$1 have'],
  [/\b(i|you|we|they|he|she) d\b/g, '$1 would'],
  [/\bid (?=like|love|rather|prefer)/g, 'i would '],
  [/\b(i|you|we|they|he|she|it) ll\b/g, '$1 will'],
  [/\b(you|we|they) re\b/g, '$1 are'],
  [/\b(what|how|where|that|who|it|there) ?s\b/g, '$1 is'],
  [/\blet s\b|\blets\b/g, 'let us'],
  [/\b(?:pls|plz|plse|pleas|plese)\b/g, 'please'],
  [/\b(?:thx|tks|thanx|ty|tysm)\b/g, 'thanks'],
  [/\bwanna\b/g, 'want to'],
  [/\bgonna\b/g, 'going to'],
  [/\bgimme\b/g, 'give me'],
  [/\blemme\b/g, 'let me'],
  [/\b(?:nvm|nm|nevermind)\b/g, 'never mind'],
  [/\b(?:some1|sm1|sum1)\b/g, 'someone'],
  [/\b(?:sb)\b/g, 'somebody'],
  [/\bppl\b/g, 'people'],
  [/\bidk\b/g, 'i do not know'],
]

/** That many of a letter in a row are one: nobody spells so. */
const drawn = /(\p{Script=Latin})\1{2,}/gu

/**
 * What somebody wrote, the plain way: small letters without accents, simplified characters, no punctuation, every number
 * a 0, abbreviations in full. Applied again it changes nothing.
 */
export function plain(written: string): string {
  const words = bare(written.slice(0, mostRead))
  const once = spelledOut(words)
  return once === words ? words : spelledOut(spelledOut(once))
}

const spelledOut = (words: string) =>
  spellings.reduce((before, [spelling, meant]) => before.replace(spelling, meant), words)

function bare(written: string): string {
  return simplified(written.normalize('NFKD').toLowerCase().normalize('NFKD'))
    .replace(/\p{M}+/gu, '')
    .replace(/['’‘`´]/g, ' ')
    .replace(drawn, '$1')
    .replace(/\b3q/g, ' thanks ')
    .replace(/\p{N}+/gu, '0')
    .replace(/[^\p{L}\p{N}]+/gu, ' ')
    .trim()
}
