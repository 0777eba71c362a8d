import { paths } from './paths.ts'
import { responses } from './responses.ts'
import { schemas } from './schemas.ts'

const VERSION = '0.1.0'

const TAGS = {
  pages: 'Pages for people.',
  payments: 'Starting a payment. Never stored, never for other sites’ pages.',
  orders: 'Orders, for staff and for those who have an order’s own link.',
  documents: 'Payload’s REST: https://payloadcms.com/docs/rest-api/overview',
  stripe: 'For Stripe.',
  operations: 'For operators and their tools.',
}

const securitySchemes = {
  cookie: { type: 'apiKey', in: 'cookie', name: 'payload-token', description: 'Set by `/api/users/login`.' },
  jwt: {
    type: 'apiKey',
    in: 'header',
    name: 'Authorization',
    description: '`JWT <token>`, the token from the answer of `/api/users/login`.',
  },
  apiKey: {
    type: 'apiKey',
    in: 'header',
    name: 'Authorization',
    description: '`users API-Key <key>`, the key from a user’s page in the admin panel.',
  },
  orderToken: {
    type: 'apiKey',
    in: 'query',
    name: 'token',
    description: 'The token in an order’s own link. It opens that order only.',
  },
  metricsToken: { type: 'http', scheme: 'bearer', description: '`METRICS_TOKEN`' },
}

/** What the shop answers over HTTP, for programs that call it. `publicUrl` has no trailing slash. */
export function describeApi({ publicUrl }: { publicUrl: string }) {
  return {
    openapi: '3.1.0',
    info: {
      title: `The shop at ${new URL(publicUrl).host}`,
      version: VERSION,
      license: { name: 'MIT', identifier: 'MIT' },
      description:
        'Amounts are whole numbers in the minor unit of the currency of the document they stand in: 1999 is 19.99 EUR, 500 is 500 JPY.',
    },
    servers: [{ url: publicUrl }],
    tags: Object.entries(TAGS).map(([name, description]) => ({ name, description })),
    paths,
    components: { schemas, responses, securitySchemes },
  }
}
