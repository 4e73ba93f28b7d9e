/** How the pictures look: the light colours of the web page, and sizes that can still be read on a phone. */
export const colours = {
  ground: '#ffffff',
  ink: '#1f1c18',
  soft: '#645e55',
  line: '#e5dfd5',
  /** In the order of the series; then they begin again. Each reaches a contrast of 4.5 on the ground. */
  series: ['#14695a', '#a1480b', '#3f51b8', '#645e55', '#b3261e', '#2f7d9c'],
} as const

/** Marks of a line, so that lines can be told apart without their colours. */
export const marks = ['circle', 'rectRot', 'triangle', 'rect', 'star', 'crossRot'] as const

/** In pixels. */
export const sizes = {
  width: 1000,
  /** Of a picture whose panels stand in one row, and of each row below that. */
  height: 600,
  row: 390,
  margin: 32,
  gap: 32,
  title: 32,
  subtitle: 20,
  panel: 22,
  label: 16,
} as const

/** The one of the list that belongs to the series of that number. */
export function nth<T>(list: readonly [T, ...T[]], index: number): T {
  return list[index % list.length] ?? list[0]
}
