/** A line on an invented receipt; `price` is that of one piece, in minor units. */
export type Ware = { sku: string; name: string; price: number }

export const wares: readonly Ware[] = [
  { sku: 'espresso', name: 'Espresso', price: 250 },
  { sku: 'flat-white', name: 'Flat white', price: 390 },
  { sku: 'oolong', name: 'Oolong tea', price: 450 },
  { sku: 'almond-cake', name: 'Almond cake', price: 480 },
  { sku: 'lunch-bowl', name: 'Lunch bowl', price: 1290 },
  { sku: 'beans-500', name: 'House beans, 500 g', price: 1650 },
]

/** An invented regular: how many days ago he bought what (index of the ware and pieces). */
export type Regular = {
  id: string
  name: string
  visits: readonly { daysAgo: number; lines: readonly [ware: number, pieces: number][] }[]
}

/** Enough of a shop to try everything: a regular, a newcomer, somebody whose points run out soon. */
export const regulars: readonly Regular[] = [
  {
    id: 'customer',
    name: 'Mia',
    visits: [
      { daysAgo: 710, lines: [[5, 2]] },
      {
        daysAgo: 41,
        lines: [
          [4, 1],
          [1, 1],
        ],
      },
      {
        daysAgo: 12,
        lines: [
          [1, 2],
          [3, 1],
        ],
      },
      { daysAgo: 2, lines: [[5, 1]] },
    ],
  },
  {
    id: 'customer-2',
    name: 'Leo',
    visits: [
      {
        daysAgo: 5,
        lines: [
          [0, 1],
          [3, 1],
        ],
      },
    ],
  },
  {
    id: 'customer-3',
    name: 'Noor',
    visits: [
      { daysAgo: 90, lines: [[4, 2]] },
      {
        daysAgo: 33,
        lines: [
          [4, 2],
          [2, 2],
        ],
      },
    ],
  },
  {
    id: 'demo-ines',
    name: 'Ines',
    visits: [
      { daysAgo: 200, lines: [[5, 3]] },
      { daysAgo: 20, lines: [[5, 2]] },
    ],
  },
  { id: 'demo-wei', name: 'Wei', visits: [{ daysAgo: 64, lines: [[2, 4]] }] },
  { id: 'demo-jonas', name: 'Jonas', visits: [{ daysAgo: 300, lines: [[1, 1]] }] },
]
