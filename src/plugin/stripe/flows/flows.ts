import { embedded } from './embedded.ts'
import type { PaymentFlow } from './flow.ts'
import { hosted } from './hosted.ts'
import { intent } from './intent.ts'

/** Every way to pay, under the name that callers choose it by. */
export const FLOWS: Record<'hosted' | 'embedded' | 'intent', PaymentFlow> = { hosted, embedded, intent }
