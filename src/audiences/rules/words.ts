/**
 * The words of audiences, in each of our languages; all of them are understood whatever language somebody speaks. The
 * first is the one in which an audience is read back. A space stands for any number of them.
 */
export const vocabulary = {
  And: { en: ['and', 'but', '&', '&&'], zh: ['且', '和', '并且', '而且', '以及', '并', '同时'] },
  Or: { en: ['or', '|', '||'], zh: ['或', '或者'] },
  Not: {
    en: ['not', 'never', 'did not', "didn't", "haven't", "hasn't", "isn't", "aren't", "don't", "doesn't", 'without'],
    zh: ['非', '没有', '没', '不', '不是', '未', '从未', '从没', '从不'],
  },
  Open: { en: ['('], zh: ['（'] },
  Close: { en: [')'], zh: ['）'] },
  Everyone: {
    en: ['everyone', 'everybody', 'all customers', 'all'],
    zh: ['所有人', '所有客户', '所有顾客', '全部', '全体', '大家'],
  },
  Staff: { en: ['staff', 'team'], zh: ['员工', '店员', '团队'] },
  Bought: { en: ['bought', 'buy', 'purchased'], zh: ['买过', '购买过', '购买', '买了', '买', '下过单', '下单'] },
  Spent: { en: ['spent'], zh: ['消费', '消费过', '花费', '花了'] },
  Points: { en: ['points', 'point'], zh: ['积分', '分'] },
  Expiring: {
    en: ['expiring', 'expire', 'expires', 'will expire'],
    zh: ['过期', '到期', '将过期', '将到期', '即将过期'],
  },
  Platform: { en: ['platform', 'on'], zh: ['平台', '使用'] },
  Language: { en: ['language', 'speaks', 'speaking'], zh: ['语言'] },
  Tag: { en: ['tag', 'tagged'], zh: ['标签'] },
  Class: { en: ['class', 'tier', 'level'], zh: ['等级', '级别', '会员等级'] },
  Joined: { en: ['joined', 'new'], zh: ['加入', '注册', '加入了', '注册了'] },
  Referred: { en: ['referred', 'invited'], zh: ['被推荐', '被介绍', '被邀请'] },
  By: { en: ['by'], zh: ['由', '来自'] },
  Recommended: { en: [], zh: ['推荐', '介绍', '邀请'] },
  Brought: { en: ['brought'], zh: ['带来过', '带来', '推荐过', '介绍过', '邀请过'] },
  Friends: { en: ['friends', 'friend', 'a friend'], zh: ['朋友', '位朋友', '个朋友'] },
  Birthday: { en: ['birthday', 'birthdays'], zh: ['生日', '过生日'] },
  Today: { en: ['today'], zh: ['今天', '今日', '当天'] },
  Complaint: { en: ['complaint', 'complaints', 'a complaint'], zh: ['投诉'] },
  Unsettled: { en: ['open', 'unresolved'], zh: ['未解决', '未了结', '没解决', '处理中'] },
  Complained: {
    en: ['complained', 'had complaint', 'had a complaint', 'had complaints'],
    zh: ['投诉过', '有过投诉', '曾投诉'],
  },
  Got: { en: ['got', 'received'], zh: ['收到过', '收到', '收到了'] },
  Answered: { en: ['answered', 'replied to'], zh: ['回答过', '回答', '回答了', '回复过', '回复', '回复了'] },
  Ignored: { en: ['ignored'], zh: ['没理', '忽略', '忽略了', '没有理会'] },
  Campaign: { en: ['campaign'], zh: ['活动'] },
  Option: { en: ['option', 'with option'], zh: ['选项'] },
  Segment: { en: ['segment', 'in segment'], zh: ['分组', '人群', '分群'] },
  Since: { en: ['since'], zh: ['自', '从', '自从'] },
  Before: { en: ['before'], zh: ['早于'] },
  Onwards: { en: [], zh: ['起', '以来', '之后', '以后'] },
  Earlier: { en: [], zh: ['之前', '以前', '前'] },
  In: {
    en: [
      'in',
      'within',
      'in the last',
      'within the last',
      'in the past',
      'in the next',
      'within the next',
      'last',
      'next',
    ],
    zh: ['最近', '近', '过去', '未来', '接下来'],
  },
  Inside: { en: [], zh: ['内', '之内', '以内', '里'] },
  Days: { en: ['days', 'day', 'd'], zh: ['天', '日'] },
  Weeks: { en: ['weeks', 'week', 'w'], zh: ['周', '个星期', '星期', '个礼拜'] },
  Months: { en: ['months', 'month'], zh: ['个月'] },
  Of: { en: ['of', 'article', 'of article'], zh: ['商品', '货号'] },
  Times: { en: ['times', 'time'], zh: ['次'] },
  More: { en: ['>', 'more than', 'over', 'above'], zh: ['＞', '大于', '超过', '多于', '高于'] },
  AtLeast: { en: ['>=', 'at least', '≥'], zh: ['至少', '不少于', '不低于', '＞＝'] },
  Less: { en: ['<', 'less than', 'fewer than', 'under', 'below'], zh: ['＜', '小于', '少于', '低于'] },
  AtMost: { en: ['<=', 'at most', '≤'], zh: ['最多', '至多', '不超过', '不多于', '＜＝'] },
  Exactly: { en: ['=', 'exactly'], zh: ['＝', '等于', '正好'] },
} as const satisfies Record<string, Readonly<Record<'en' | 'zh', readonly string[]>>>

/** What a word means, whatever the word is. */
export type Concept = keyof typeof vocabulary

/** Words that may stand anywhere and say nothing. */
export const fillers = [
  ...['who', 'have', 'has', 'had', 'are', 'is', 'were', 'was', 'did', 'the', 'their', 'with', 'customers', 'people'],
  ...['的', '在', '有', '了', '是', '客户', '顾客', '的人'],
]

/** What is followed by a name. */
export const named: ReadonlySet<Concept> = new Set<Concept>([
  ...(['Platform', 'Language', 'Tag', 'Class', 'By', 'Campaign', 'Segment', 'Of'] as const),
])

/** The months as they are called, from January on. */
export const months = {
  en: [
    ...['january', 'february', 'march', 'april', 'may', 'june', 'july', 'august', 'september', 'october'],
    ...['november', 'december'],
  ],
  short: ['jan', 'feb', 'mar', 'apr', 'may', 'jun', 'jul', 'aug', 'sep', 'oct', 'nov', 'dec'],
  zh: ['一月', '二月', '三月', '四月', '五月', '六月', '七月', '八月', '九月', '十月', '十一月', '十二月'],
} as const

/** What stands for everybody after `by`. */
export const anybody: ReadonlySet<string> = new Set([
  'anyone',
  'anybody',
  'somebody',
  'someone',
  '任何人',
  '别人',
  '朋友',
])
