import { schemaRef } from './schemas.ts'

type Response = Record<string, unknown>

export function responseRef(name: keyof typeof responses): Response {
  return { $ref: `#/components/responses/${name}` }
}

export function json(description: string, schema: Parameters<typeof schemaRef>[0]): Response {
  return { description, content: { 'application/json': { schema: schemaRef(schema) } } }
}

export function html(description: string): Response {
  return { description, content: { 'text/html': { schema: { type: 'string' } } } }
}

export const text = (description: string): Response => ({
  description,
  content: { 'text/plain': { schema: { type: 'string' } } },
})

export const responses = {
  Invalid: json('The request is malformed.', 'Error'),
  Unauthorized: json('Sign in, send an API key, or use the order’s own link.', 'Error'),
  Forbidden: json(
    'Not yours, or a request that a browser made for another site’s page or ahead of a click.',
    'Error',
  ),
  NotFound: json('Unknown, or not published.', 'Error'),
  MethodNotAllowed: json('The address does not answer this method; `Allow` names those it does.', 'Error'),
  Conflict: json('Out of stock, under the smallest charge, or in a state that does not allow it.', 'Error'),
  TooLarge: json('The body is larger than this address takes.', 'Error'),
  TooMany: {
    ...json('Too many requests from this address.', 'Error'),
    headers: {
      'Retry-After': { description: 'Seconds to wait.', schema: { type: 'integer', minimum: 1 } },
    },
  },
  PaymentRefused: json('Stripe refused the payment.', 'Error'),
  PaymentUnavailable: json('Stripe cannot be reached.', 'Error'),
  ToPayment: {
    description: 'To the payment page, or to the order’s page when there is nothing to pay.',
    headers: { Location: { schema: { type: 'string', format: 'uri' } } },
  },
  ToCart: {
    description: 'To the page of the cart, which has changed.',
    headers: { Location: { schema: { type: 'string', format: 'uri-reference' } } },
  },
  Refused: json('Payload refused it, in its own error format.', 'PayloadError'),
  Nowhere: json('No such collection or document.', 'PayloadNotFound'),
  ErrorPage: html('The same refusal as a page.'),
}
