import { STATUS_CODES } from 'node:http'
import type { FastifyInstance, FastifyReply } from 'fastify'
import { isAway, isConflict } from '../database/passing.ts'
import { TooSlow } from '../engine/batcher.ts'
import type { Log } from '../log.ts'
import { Problem, problemType } from './problems.ts'

/** Answers everything that fails, on all routes that have no way of their own, with a problem document. */
export function answerFailures(http: FastifyInstance, log: Log): void {
  http.setNotFoundHandler((_, reply) => sendProblem(reply, new Problem('unknown-route')))
  http.setErrorHandler((error, request, reply) => {
    const problem = problemOf(error)
    if (problem.status >= 500)
      log[problem.code === 'internal' ? 'error' : 'warn'](
        { err: error, method: request.method, route: request.routeOptions.url },
        'a request failed',
      )
    return sendProblem(reply, problem)
  })
}

/** The answer that a problem is. */
export function sendProblem(reply: FastifyReply, problem: Problem): FastifyReply {
  if (problem.status === 401) reply.header('www-authenticate', 'Bearer realm="regulars"')
  if (problem.status === 503) reply.header('retry-after', '1')
  return reply.code(problem.status).type(problemType).send(JSON.stringify(problem))
}

/** What fastify says by its codes, what the database says, and our own. */
export function problemOf(error: unknown): Problem {
  if (error instanceof Problem) return error
  if (error instanceof TooSlow || isAway(error) || isConflict(error)) return new Problem('unavailable')
  const { code = '', statusCode = 500 } = error as { code?: string; statusCode?: number }
  switch (code) {
    case 'FST_ERR_CTP_BODY_TOO_LARGE':
      return new Problem('too-large')
    case 'FST_ERR_CTP_INVALID_JSON_BODY':
    case 'FST_ERR_CTP_EMPTY_JSON_BODY':
      return new Problem('malformed-json')
    case 'FST_ERR_CTP_INVALID_MEDIA_TYPE':
      return new Problem('unsupported-media-type')
    case 'FST_ERR_BAD_URL':
    case 'FST_ERR_MAX_PARAM_LENGTH':
      return new Problem('unknown-route')
    default:
      return statusCode < 500 ? new Problem('malformed-http') : new Problem('internal')
  }
}

/** For what is not even HTTP, or takes for ever to arrive: answered on the bare connection, which ends with it. */
export function answerBrokenRequest(
  error: NodeJS.ErrnoException,
  socket: { destroyed: boolean; writable: boolean; end(text: string): unknown; destroy(): unknown },
): void {
  if (error.code === 'ECONNRESET' || socket.destroyed) return
  if (!socket.writable) return void socket.destroy()
  const problem = new Problem(brokenBy[error.code ?? ''] ?? 'malformed-http')
  const body = JSON.stringify(problem)
  socket.end(
    `HTTP/1.1 ${problem.status} ${STATUS_CODES[problem.status]}\r\nContent-Type: ${problemType}\r\n` +
      `Content-Length: ${Buffer.byteLength(body)}\r\nConnection: close\r\n\r\n${body}`,
  )
}

const brokenBy: Record<string, 'timeout' | 'headers-too-large'> = {
  ERR_HTTP_REQUEST_TIMEOUT: 'timeout',
  HPE_HEADER_OVERFLOW: 'headers-too-large',
}
