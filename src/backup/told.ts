import type { Manifest } from './manifest.ts'

/** What a backup holds, for whoever made it. */
export function told({ rows, ledger, files, parts, made }: Manifest): string {
  const all = Object.values(rows).reduce((sum, count) => sum + count, 0)
  const mb = Object.values(parts).reduce((sum, part) => sum + part.size, 0) / 1_000_000
  const lines = [
    `As of ${made}: ${rows.customer} customers, ${rows.purchase} purchases, ${all} rows in all, ${mb.toFixed(1)} MB.`,
    `Ledger of ${ledger.accounts} accounts, in points: balances ${ledger.balance}, lots ${ledger.lots}, entries ${ledger.entries}.`,
    ...(ledger.uneven > 0 ? [`The ledger of ${ledger.uneven} accounts does not balance. Please report this.`] : []),
    'bucket' in files
      ? `Its ${files.kept} files stay in ${files.bucket}: a copy of the bucket is for its service to make.`
      : `${files.kept - files.missing.length} files that people sent.`,
    ...('missing' in files && files.missing.length > 0
      ? [`${files.missing.length} files were not where they are kept, such as ${files.missing[0]}.`]
      : []),
    'Settings and tokens (.env) are not in it.',
  ]
  return `${lines.join('\n')}\n`
}
