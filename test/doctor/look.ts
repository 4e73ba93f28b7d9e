import type { Adapter } from '../../src/chat.ts'
import { examine } from '../../src/doctor/examine.ts'
import { inShort } from './examined.ts'

/** What is found with these settings, by what it is about; several of one kind are told by the last. */
export async function looked(
  environment: Record<string, string>,
  { adapters = [], whole = false }: { adapters?: Adapter[]; whole?: boolean } = {},
): Promise<Record<string, string>> {
  const found = []
  const options = { environment: { PORT: '0', ...environment }, adapters: () => adapters, whole }
  for await (const each of examine({ ...options, signal: AbortSignal.timeout(20_000) })) found.push(each)
  return inShort(found)
}
