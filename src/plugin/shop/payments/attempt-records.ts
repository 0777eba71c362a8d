import type { PayloadRequest } from 'payload'
import type { PaymentRecord } from '../records.ts'

/** The attempt of this name, within the transaction of `req`. */
export function findPayment(req: PayloadRequest, attempt: string): Promise<PaymentRecord | null> {
  return req.payload.db.findOne<PaymentRecord>({
    collection: 'payments',
    where: { attempt: { equals: attempt } },
    req,
  })
}
