/** What a driver said, also from within what Prisma's adapters and Node make of it. */
export function causeOf(error: unknown): { code: string; message: string } {
  const { code, message, cause, errors } = error as {
    code?: string
    message?: string
    cause?: { originalCode?: string; originalMessage?: string }
    errors?: { message?: string }[]
  }
  return {
    code: code ?? cause?.originalCode ?? '',
    message: cause?.originalMessage ?? (message || errors?.[0]?.message) ?? '',
  }
}
