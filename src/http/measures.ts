import type { FastifyInstance } from 'fastify'
import { Histogram, type Registry } from 'prom-client'

/** Counts requests and how long they took, by route and status; never by what is in their address. */
export function measureRequests(http: FastifyInstance, registry: Registry): void {
  const seconds = new Histogram({
    name: 'regulars_http_request_seconds',
    help: 'From the first byte of a request to the end of its answer',
    labelNames: ['method', 'route', 'status'],
    buckets: [0.005, 0.025, 0.1, 0.5, 2, 10],
    registers: [registry],
  })
  const series = new Map<string, ReturnType<typeof seconds.labels>>()
  http.addHook('onResponse', (request, reply, done) => {
    const { method } = request
    const { url: route = 'none' } = request.routeOptions
    const key = `${method} ${route} ${reply.statusCode}`
    let own = series.get(key)
    if (!own) {
      own = seconds.labels({ method, route, status: reply.statusCode })
      series.set(key, own)
    }
    own.observe(reply.elapsedTime / 1000)
    done()
  })
}
