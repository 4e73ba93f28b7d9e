/** What the card of a complaint is about. */
export const aboutComplaint = (complaintId: number) => `complaint:${complaintId}`

/** Names of what is posted about a complaint besides its cards. */
export const lineName = (complaintId: number, seat: string, lineId: number) =>
  `${aboutComplaint(complaintId)}:${seat}:line:${lineId}`
export const claimedName = (complaintId: number) => `${aboutComplaint(complaintId)}:customer:claimed`
export const answerName = (complaintId: number, lineId: number) =>
  `${aboutComplaint(complaintId)}:customer:line:${lineId}`
export const answerFileName = (complaintId: number, lineId: number, file: string) =>
  `${answerName(complaintId, lineId)}:file:${file}`

/** The complaint that a post with this name is about. */
export function complaintOfPost(name: string | null | undefined): number | undefined {
  const [, id] = /^complaint:(\d+):/.exec(name ?? '') ?? []
  return id === undefined ? undefined : Number(id)
}
