import type pg from 'pg'
import type { Log } from '../../log.ts'
import type { Coordination } from '../connected.ts'
import { Alone } from '../sqlite/alone.ts'

export class Shared extends Alone implements Coordination {
  constructor(_config: pg.PoolConfig, pool: pg.Pool, log: Log) {
    super(log, () => void pool.end())
  }
}
