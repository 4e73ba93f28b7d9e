import swagger from '@fastify/swagger'
import fastify, { type FastifyInstance } from 'fastify'
import { jsonSchemaTransform, jsonSchemaTransformObject } from 'fastify-type-provider-zod'
import { version } from '../version.ts'

/** Has the routes that are added from now on described in OpenAPI. Those without tags are nobody's business. */
export async function describeRoutes(http: FastifyInstance): Promise<void> {
  await http.register(swagger, {
    openapi: {
      openapi: '3.1.0',
      info: {
        title: 'Regulars',
        version,
        description:
          'Takes in the sales of a shop and tells how its customers stand. All that changes something may be sent again with the same `id`: it takes effect once. Errors are problem documents (RFC 9457) with a `code` that stays.',
      },
      servers: [{ url: '/' }],
      components: { securitySchemes: { key: { type: 'http', scheme: 'bearer', description: 'A key of the API' } } },
      security: [{ key: [] }],
      tags: [
        { name: 'Purchases' },
        { name: 'Customers' },
        { name: 'Points' },
        { name: 'Webhooks' },
        { name: 'Operation' },
      ],
    },
    hideUntagged: true,
    transform: jsonSchemaTransform,
    transformObject: (document) => tidy(jsonSchemaTransformObject(document)),
  })
}

type Components = { components?: { schemas?: Record<string, unknown> } }

/**
 * Each schema comes in two forms, for what is sent and for what is answered, and one of them is named by no route.
 * Answers may get more fields one day, so nobody is told that they have no others.
 */
function tidy<T extends object>(document: T): T {
  const { components = {} } = document as Components
  const all = Object.entries(components.schemas ?? {})
  const text = JSON.stringify(document)
  const used = all.filter(([name]) => text.includes(`"#/components/schemas/${name}"`))
  const schemas = JSON.parse(JSON.stringify(Object.fromEntries(used)), (_, value) => {
    if (value?.additionalProperties === false) delete value.additionalProperties
    return value
  })
  const tidied = { ...document, components: { ...components, schemas } }
  return used.length === all.length ? tidied : tidy(tidied)
}

/** Where the description is, and the page that shows it. */
const docsPath = '/docs'
const descriptionPath = `${docsPath}/openapi.json`

/** Everything comes from this server, and nothing but this server is asked for anything. */
const policy = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self' 'unsafe-inline'",
  "img-src 'self' data:",
  "font-src 'self' data:",
  "connect-src 'self'",
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
].join('; ')

const page = `<!doctype html>
<html lang="en">
  <head>
    <meta charset="utf-8">
    <meta name="viewport" content="width=device-width, initial-scale=1">
    <title>Regulars API</title>
  </head>
  <body>
    <div id="reference"></div>
    <script src="${docsPath}/reference.js"></script>
    <script src="${docsPath}/start.js"></script>
  </body>
</html>
`

const start = `Scalar.createApiReference('#reference', ${JSON.stringify({
  url: descriptionPath,
  telemetry: false,
  withDefaultFonts: false,
  hideClientButton: true,
  showDeveloperTools: 'never',
  agent: { disabled: true },
  mcp: { disabled: true },
})})
`

/** The description of the API, and a page to read it and to try things out. */
export async function docs(http: FastifyInstance): Promise<void> {
  let description: string | undefined
  let reference: Promise<string> | undefined
  http.addHook('onRequest', async (_, reply) => {
    reply.header('x-content-type-options', 'nosniff').header('referrer-policy', 'no-referrer')
  })
  http.get(descriptionPath, async (_, reply) => {
    description ??= JSON.stringify(http.swagger())
    return reply.type('application/json').send(description)
  })
  for (const path of [docsPath, `${docsPath}/`])
    http.get(path, async (_, reply) =>
      reply.header('content-security-policy', policy).type('text/html; charset=utf-8').send(page),
    )
  http.get(`${docsPath}/start.js`, async (_, reply) => reply.type('text/javascript; charset=utf-8').send(start))
  http.get(`${docsPath}/reference.js`, async (_, reply) => {
    reference ??= loadReference()
    return reply
      .header('cache-control', 'max-age=3600')
      .type('text/javascript; charset=utf-8')
      .send(await reference)
  })
}

/**
 * The page's script, out of the package, which gives it only through a server. Loaded when it is first asked for: it
 * takes half a second and 40 MB, and most who run the program never open the page.
 */
async function loadReference(): Promise<string> {
  const { default: plugin } = await import('@scalar/fastify-api-reference')
  const http = fastify()
  await http.register(plugin, { routePrefix: '/', configuration: { url: descriptionPath } })
  const { statusCode, body } = await http.inject('/js/scalar.js')
  await http.close()
  if (statusCode !== 200) throw new Error('the package no longer has the script of the page at this place')
  return body
}
