import { configToSchema } from '@payloadcms/graphql'
import { type ExecutionResult, graphql } from 'graphql'
import { createLocalReq, type Payload } from 'payload'

/** Asks as Payload's own route of GraphQL does, which only Next can mount. */
export async function askGraphql(
  payload: Payload,
  source: string,
  headers: Record<string, string> = {},
): Promise<ExecutionResult<Record<string, unknown>>> {
  const { user } = await payload.auth({ headers: new Headers(headers) })
  const req = await createLocalReq({ ...(user && { user }) }, payload)
  req.payloadAPI = 'GraphQL'
  const { schema } = configToSchema(payload.config)
  const answer = await graphql({ schema, source, contextValue: { req } })
  return answer as ExecutionResult<Record<string, unknown>>
}
