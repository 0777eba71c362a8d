import type { Work } from '../stand-in.ts'
import { newId } from '../store/ids.ts'
import type { StoredBalanceTransaction } from '../store/records.ts'

interface Movement {
  /** Negative where money leaves the account; minor units. */
  amount: number
  currency: string
  type: 'charge' | 'refund' | 'refund_failure' | 'adjustment'
  /** What moved it. */
  source: string
  description: string | null
  fee?: number
}

/** Writes a movement of money into the account's balance. */
export function bookMovement(work: Work, { fee = 0, ...movement }: Movement): StoredBalanceTransaction {
  const transaction: StoredBalanceTransaction = {
    id: newId('txn'),
    object: 'balance_transaction',
    ...movement,
    balance_type: 'payments',
    available_on: work.nowSeconds + 2 * 24 * 60 * 60,
    created: work.nowSeconds,
    exchange_rate: null,
    fee,
    fee_details: [],
    net: movement.amount - fee,
    reporting_category: movement.type === 'adjustment' ? 'dispute' : movement.type,
    status: 'pending',
  }
  work.tx.insert('balance_transaction', transaction, null)
  return transaction
}
