/** Ways to say the same, by the one that stands for all. What is said beside the matter stands for nothing. */
const ways: readonly (readonly [RegExp, string])[] = [
  // Said twice is said once.
  [/\b(\w+)(?: \1)+\b/g, '$1'],
  [/(\p{Script=Han}{2,4})\1+/gu, '$1'],
  [/(\p{Script=Han})\1{2,}/gu, '$1$1'],
  [
    /\b(?:bruh|lol|lmao|haha|omg|ngl|tbh|smh|wtf|rq|rn|yall|y all|ayo|jk|damn|damned|dammit|bloody|the hell|the heck|lah|leh|lor|dear|love$|mate$|ah$|ya$|sir|maam|ma am|for gods sake|honestly|umm+|hmm+|uhm|bro|dude|sorry|anyway|anyways|excuse me|by the way|quick question|real quick|quickly|if possible|when you get a chance|when you have a minute|on second thought|one more thing)\b/g,
    ' ',
  ],
  [/^(?:yo|ah|oh|aw|nah ah|look|listen|alright so|ok so|and|but)(?= \S+ )/, ' '],
  [/ (?:and thanks|thanks in advance|thanks|thank you)$/, ' thanks'],
  [/\bme (?=points?|balance|card|code|mates?|missus|stamps|order)/g, 'my '],
  [/\b(give|drop|get|put|do|bring|tell|show|send|call|ring) us\b/g, '$1 me'],
  [/\b(?:give|drop) me a (?:bell|tinkle|buzz|shout)\b/g, 'give me a ring'],
  [/\bpts?\b/g, 'points'],
  [/\btelephone\b/g, 'phone'],
  [/\b(?:tmrw|tmr|tomoz)\b/g, 'tomorrow'],
  [/\bofc\b/g, 'of course'],
  [/\bdunno\b/g, 'do not know'],
  [/\bhaven ?t\b/g, 'have not'],
  [/\bi should (?=like|love)/g, 'i would '],
  [/\bbestie\b|\bmissus\b/g, 'friend'],
  [/\bbesties\b|\bmates\b/g, 'friends'],
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
  [/您|侬/g, '你'],
  // Whom somebody turns to, and sounds at the end.
  [
    /^(?:姑娘|小伙子|阿姨|大姐|大哥|同志|师傅|宝子们|宝子|宝贝|亲爱的|家人们|姐妹们?|兄弟们?|老铁们?|小姐姐|小哥哥|老妹儿|妹儿|劳驾|嗯+|哎呀?|哦|就是(?=我)|不好意思)+(?=.{2})/g,
    '',
  ],
  [
    /(?<=.{2})(?:姑娘|小伙子|阿姨|大姐|大哥|同志|师傅|老板|宝子?们?|亲|姐妹们?|兄弟|老铁|小姐姐|小哥哥|老妹儿|哥|先生|救命|烦死了)+$/g,
    '',
  ],
  [/(?<=.{2})[鸭捏惹哟嘞咧咯喔欸伐蛤呐噻撒滴㗎嗦喇啫]+$/g, ''],
  [/红利点数|会员点数|红利积点|点数|机分|分数(?=还|有|能|可|怎|换)/g, '积分'],
  // Dialects.
  [/点样|咋个|咋样|咋/g, '怎么'],
  [/唔该晒?|蟹蟹|栓q/g, '谢谢'],
  [/唔使|用不着|不必/g, '不用'],
  [/唔好/g, '不要'],
  [/唔|弗/g, '不'],
  [/冇|没得|木有/g, '没有'],
  [/^系(?=[呀啊的]|$)/g, '是'],
  [/仲/g, '还'],
  [/睇|瞅|瞧|康康/g, '看'],
  [/嘅/g, '的'],
  [/畀|俾/g, '给'],
  [/搵/g, '找'],
  [/俺/g, '我'],
  [/听日/g, '明天'],
  [/琴日|寻日/g, '昨天'],
  [/边个/g, '谁'],
  [/咩|乜/g, '什么'],
  [/call(?=我)/g, '打电话给'],
  [/拉倒/g, '算了'],
  [/同学|同事|闺蜜|哥们|好友|伙伴/g, '朋友'],
  [/啥/g, '什么'],
  [/服务员|收银员|售货员|营业员/g, '店员'],
]

/** A text that is plain, with one way of saying for all that mean the same. */
export function folded(plainText: string): string {
  const text = ways.reduce((before, [way, meant]) => before.replace(way, meant), plainText)
  const tidy = text.replace(/\s+/g, ' ').trim()
  return tidy === '' ? plainText : tidy
}
