/** How thorough a run is to be. */
export type Setting = {
  /** Rounds of each contestant; the median counts. */
  rounds: number
  /** What loads are multiplied with: 1, less for a quick look. */
  size: number
  /** Whether sections that have a full size, which takes minutes, are to run at it. */
  full: boolean
  /** Folder for processor profiles of the program, if they are wanted. */
  profile: string | undefined
}

/** Customers who write. */
export const customers = 2_000
export const firstChat = 2_000_000_000
