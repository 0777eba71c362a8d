import type { Call, Operations } from '../../api/call.ts'
import { notFound } from '../../api/errors.ts'
import { listPage } from '../../api/pagination.ts'

export const disputes: Operations = {
  'GET /v1/disputes': { handle: list },
  'GET /v1/disputes/{id}': { handle: retrieve },
}

function list(call: Call) {
  const { charge, payment_intent: intent } = call.params
  return listPage(call, call.params, {
    kind: 'dispute',
    url: '/v1/disputes',
    where: { charge, payment_intent: intent },
  })
}

function retrieve({ tx, path }: Call) {
  const stored = tx.find('dispute', path.id!)
  if (!stored) throw notFound('dispute', path.id!)
  return stored.doc
}
