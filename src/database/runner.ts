/** What a session needs of a connection. */
import type { Text } from './statement.ts'

/** Times have been turned into what the database keeps, lists into JSON. */
export type Value = string | number | boolean | null

/** Runs one statement. */
export interface Runner {
  rows(text: Text, values: Value[]): Promise<object[]>
  /** Number of rows changed. */
  changes(text: Text, values: Value[]): Promise<number>
  /**
   * Runs it once for each of these rows, all or nothing, and gives what they return together. Only where that is faster
   * than one statement that takes all of them, because nothing has to travel.
   */
  each?(text: Text, rows: Value[][]): Promise<object[]>
}

/** Exactly one of the two ends it. */
export interface Transaction extends Runner {
  /** Rejects when it could not be committed; it is undone then, unless the connection broke right now. */
  commit(): Promise<void>
  /** Does not reject: a connection that cannot roll back is given up, which undoes the transaction too. */
  rollback(): Promise<void>
}

/** A database that is open. */
export interface Connection extends Runner {
  begin(): Promise<Transaction>
  close(): Promise<void>
}
