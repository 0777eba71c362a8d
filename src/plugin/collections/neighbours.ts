import type { BasePayload } from 'payload'

/** What another plugin of the project cannot do with the shop's collections, by a collection that it adds. */
const LIMITS: Readonly<Record<string, string>> = {
  'payload-mcp-api-keys':
    'stripeShop: plugin-mcp leaves out virtual fields, and with them the stock of items; set it in the panel or over REST.',
}

export function warningsOfNeighbours({ collections }: BasePayload): string[] {
  return Object.entries(LIMITS)
    .filter(([slug]) => slug in collections)
    .map(([, words]) => words)
}
