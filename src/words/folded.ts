/** Ways to say the same, by the one that stands for all. What is said beside the matter stands for nothing. */
const ways: readonly (readonly [RegExp, string])[] = [
  [
    /\b(?:honestly|umm+|hmm+|uhm|bro|dude|sorry|anyway|anyways|excuse me|by the way|quick question|real quick|quickly|if possible|when you get a chance|when you have a minute|on second thought|one more thing)\b/g,
    ' ',
  ],
  [/^(?:yo|ah|oh|aw|nah ah|look|listen|alright so|ok so|and|but)(?= \S+ )/, ' '],
  [/ (?:and thanks|thanks in advance|thanks|thank you)$/, ' thanks'],
  [/\b(?:could|would|will) (you|u)(?: guys| all)?\b/g, 'can you'],
  [/\b(?:can|could) (?:one of you|somebody|someone|anyone|anybody)\b/g, 'can someone'],
  [/\b(?:would|do) you mind (?=\w+ing)/g, 'can you '],
  [/\bmind telling me\b/g, 'tell me'],
  [/\b(?:may|could|might) i\b/g, 'can i'],
  [/\b(?:is it possible|is there a way|am i able|am i allowed) (?:for me )?to\b/g, 'can i'],
  [/\bi (?:would )?(?:like|love|wish|need|prefer|have) to\b/g, 'i want to'],
  [/\bi would (?:like|love)\b/g, 'i want'],
  [/\bdo you (?:guys|all|people)\b/g, 'do you'],
  [/\b(?:buddy|pal|coworker|workmate|colleague|classmate|neighbour|neighbor|cousin|roommate)(s?)\b/g, 'friend$1'],
  [/\b(?:barista|waitress|cashier|courier|salesman|receptionist)\b/g, 'waiter'],
  [/\b(?:goodies|gifts|prizes|perks|presents)\b/g, 'gifts'],
  [/能不能|可不可以|是不是可以|是否可以|可否|能否|可以/g, '能'],
  [/我?想问(?:一下|下)?|^那个|麻烦(?=.{3})|帮忙(?=.{3})|有时间的话|有空的话|如果可以的话|的话/g, ''],
  [/您/g, '你'],
  [/同学|同事|闺蜜|哥们|好友|伙伴/g, '朋友'],
  [/咋/g, '怎么'],
  [/啥/g, '什么'],
  [/服务员|收银员|售货员|营业员/g, '店员'],
]

/** A text that is plain, with one way of saying for all that mean the same. */
export function folded(plainText: string): string {
  const text = ways.reduce((before, [way, meant]) => before.replace(way, meant), plainText)
  const tidy = text.replace(/\s+/g, ' ').trim()
  return tidy === '' ? plainText : tidy
}
