import type { Call, Operations } from '../../api/call.ts'
import { notFound } from '../../api/errors.ts'
import { listPage } from '../../api/pagination.ts'

export const charges: Operations = {
  'GET /v1/charges': { handle: list },
  'GET /v1/charges/{id}': { handle: retrieve },
}

function list(call: Call) {
  const { payment_intent: intent, transfer_group: group } = call.params
  return listPage(call, call.params, {
    kind: 'charge',
    url: '/v1/charges',
    where: { payment_intent: intent, transfer_group: group },
  })
}

function retrieve({ tx, path }: Call) {
  const stored = tx.find('charge', path.id!)
  if (!stored) throw notFound('charge', path.id!)
  return stored.doc
}
