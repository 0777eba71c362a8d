import type { Call, Operations } from '../../api/call.ts'
import { notFound } from '../../api/errors.ts'
import { listPage } from '../../api/pagination.ts'

/** They are made by paying. None is ever attached to a customer. */
export const paymentMethods: Operations = {
  'GET /v1/payment_methods': { handle: list },
  'GET /v1/payment_methods/{id}': { handle: retrieve },
}

function list(call: Call) {
  const { type } = call.params
  return listPage(call, call.params, { kind: 'payment_method', url: '/v1/payment_methods', where: { type } })
}

function retrieve({ tx, path }: Call) {
  const stored = tx.find('payment_method', path.id!)
  if (!stored) throw notFound('payment_method', path.id!)
  return stored.doc
}
