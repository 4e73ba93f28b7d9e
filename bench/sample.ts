/** An answer to `/points` as a customer gets it, for bots that only repeat it. */
export const sampleText = [
  'You have 131 points.',
  'Next to expire: 13 points on Aug 31, 2028',
  'Card: 7KQ-M4X-2RD',
  'Sep 11, 2026 · Purchase: +38',
  'Sep 4, 2026 · Purchase: +25',
  'Aug 28, 2026 · Purchase: +13',
].join('\n')
