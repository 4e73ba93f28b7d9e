import { setImmediate } from 'node:timers/promises'

/** Waits until it is so, however long that takes: a test that waits in vain ends by its own deadline. */
export async function until(so: () => boolean | Promise<boolean>): Promise<void> {
  while (!(await so())) await setImmediate()
}
