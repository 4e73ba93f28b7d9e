/** The bytes of a file that was put into the store: how many they are, and their SHA-256 in hex. */
export type Put = { size: number; digest: string }

/** Where the bytes of files are kept, by our own ids. */
export interface Blobs {
  /**
   * Keeps these bytes under that id, in the place of what was there: all of them, or nothing when this rejects.
   * Rejects with what the bytes threw.
   */
  put(id: string, bytes: AsyncIterable<Uint8Array>, signal: AbortSignal): Promise<Put>
  /** Rejects when there is nothing under that id. */
  get(id: string): Promise<Uint8Array>
  /** Takes them away; what is not there is no failure. */
  remove(id: string): Promise<void>
}

/** Ids are ours and stand in paths and addresses: nothing else may. Throws for what is none. */
export function assertId(id: string): void {
  if (!/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/.test(id)) throw new Error('that is no id of a file')
}
