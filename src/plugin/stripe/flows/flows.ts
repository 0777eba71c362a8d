import { PAYMENT_FLOWS, type PaymentFlow } from '../../domain/payment-flows.ts'
import { embedded } from './embedded.ts'
import type { Flow } from './flow.ts'
import { hosted } from './hosted.ts'
import { intent } from './intent.ts'

/** Every way to pay, under the name that callers choose it by. */
export const FLOWS: Record<PaymentFlow, Flow> = { hosted, embedded, intent }

/** Those whose payments the shop must end itself when nobody pays. */
export const LASTING_FLOWS: readonly PaymentFlow[] = PAYMENT_FLOWS.filter((name) => !FLOWS[name].expires)
