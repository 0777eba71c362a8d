import type Stripe from 'stripe'
import type { Call, Operations } from '../api/call.ts'
import { ApiError, invalidParam, notFound } from '../api/errors.ts'
import { listPage } from '../api/pagination.ts'
import { readWhole } from '../api/read-params.ts'
import { checkVersion } from '../api/versions.ts'
import { newId, randomText } from '../store/ids.ts'
import type { DocOf, Stored } from '../store/records.ts'
import { mergeMetadata } from './metadata.ts'

type Endpoint = DocOf<'webhook_endpoint'>

/** Documentation: "You can have up to 16 webhook endpoints per account". */
const MAX_ENDPOINTS = 16

export const webhookEndpoints: Operations = {
  'POST /v1/webhook_endpoints': { handle: create },
  'GET /v1/webhook_endpoints': {
    handle: (call) => listPage(call, call.params, { kind: 'webhook_endpoint', url: '/v1/webhook_endpoints' }),
  },
  'GET /v1/webhook_endpoints/{id}': { handle: (call) => findEndpoint(call).doc },
  'POST /v1/webhook_endpoints/{id}': { handle: update },
  'DELETE /v1/webhook_endpoints/{id}': { handle: remove },
}

/** The documents never hold the secret: it is answered here once, and never again. */
export function createEndpoint(
  { tx, nowSeconds }: Pick<Call, 'tx' | 'nowSeconds'>,
  fields: Pick<Endpoint, 'url' | 'enabled_events'> & Partial<Endpoint>,
  secret = `whsec_${randomText(32)}`,
): Stored<'webhook_endpoint'> {
  const endpoint: Endpoint = {
    id: newId('we'),
    object: 'webhook_endpoint',
    api_version: null,
    application: null,
    created: nowSeconds,
    description: null,
    livemode: false,
    metadata: {},
    status: 'enabled',
    ...fields,
  }
  return tx.insert('webhook_endpoint', endpoint, { secret })
}

function findEndpoint({ tx, path }: Call): Stored<'webhook_endpoint'> {
  const stored = tx.find('webhook_endpoint', path.id!)
  if (!stored) throw notFound('webhook_endpoint', path.id!)
  return stored
}

function create(call: Call): object {
  const { url, enabled_events: events, api_version: version, description, metadata } = call.params
  if (version !== undefined) checkVersion(String(version))
  if (call.tx.list('webhook_endpoint', { limit: MAX_ENDPOINTS }).length === MAX_ENDPOINTS) {
    throw new ApiError(`You have reached the maximum of ${MAX_ENDPOINTS} test webhook endpoints.`, {})
  }
  const { doc, extra } = createEndpoint(call, {
    url: String(url),
    enabled_events: readWhole(events) as string[],
    api_version: (version as Stripe.WebhookEndpoint['api_version'] | undefined) ?? null,
    description: (description as string | undefined) || null,
    metadata: mergeMetadata({}, metadata),
  })
  return { ...doc, secret: extra.secret }
}

function update(call: Call): Endpoint {
  const { doc } = findEndpoint(call)
  const { url, enabled_events: events, description, disabled, metadata } = call.params
  if (Array.isArray(events) && events.length === 0) {
    throw invalidParam('enabled_events', 'At least one event is required.')
  }
  return call.tx.replace('webhook_endpoint', {
    ...doc,
    ...(url !== undefined && { url: String(url) }),
    ...(events !== undefined && { enabled_events: readWhole(events) as string[] }),
    ...(description !== undefined && { description: String(description) || null }),
    ...(disabled !== undefined && { status: disabled ? 'disabled' : 'enabled' }),
    ...(metadata !== undefined && { metadata: mergeMetadata(doc.metadata, metadata) }),
  }).doc
}

function remove(call: Call): object {
  const { doc } = findEndpoint(call)
  call.tx.remove('webhook_endpoint', doc.id)
  return { id: doc.id, object: 'webhook_endpoint', deleted: true }
}
