import { makeLog } from '../src/log.ts'

/** For tests that do not look at the log. */
export const silent = makeLog('silent')
