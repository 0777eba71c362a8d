import type { Call, Operations } from '../../api/call.ts'
import { notFound } from '../../api/errors.ts'
import { listPage } from '../../api/pagination.ts'

export const balanceTransactions: Operations = {
  'GET /v1/balance_transactions': { handle: list },
  'GET /v1/balance_transactions/{id}': { handle: retrieve },
}

function list(call: Call) {
  const { currency, source, type } = call.params
  return listPage(call, call.params, {
    kind: 'balance_transaction',
    url: '/v1/balance_transactions',
    where: { source, type, currency },
  })
}

function retrieve({ tx, path }: Call) {
  const stored = tx.find('balance_transaction', path.id!)
  if (!stored) throw notFound('balance_transaction', path.id!)
  return stored.doc
}
