import { type Answer, request, type TestSandbox } from './test-shop.ts'

export const CARD = {
  pays: '4242424242424242',
  declined: '4000000000000002',
  noFunds: '4000000000009995',
  asks: '4000002500003155',
  disputed: '4000000000000259',
  inquired: '4000000000001976',
  refundsSlowly: '4000000000007726',
} as const

/** Sends the form of the payment page, as a browser without JavaScript does. Follows nothing. */
export function payByCard(
  url: string,
  cardNumber: string = CARD.pays,
  more: Record<string, string> = {},
): Promise<Answer> {
  return post(url, { paymentMethod: 'card', cardNumber, cardExpiry: '12/39', cardCvc: '123', ...more })
}

/** What the payment page asks for where something is to be sent. */
export const SENT_TO = (country: string) => ({
  shippingName: 'Ada Receiver',
  shippingAddressLine1: 'Turmstr. 1',
  shippingPostalCode: '10559',
  shippingLocality: 'Berlin',
  shippingCountry: country,
})

/** A bank debit is `processing` first; then it settles or fails. */
export function payByBankDebit(url: string, bankOutcome: 'settles' | 'fails' = 'settles'): Promise<Answer> {
  return post(url, { paymentMethod: 'bank_debit', bankOutcome })
}

function post(url: string, fields: Record<string, string>): Promise<Answer> {
  const body = new URLSearchParams({ email: 'buyer@example.com', billingName: 'Ada Buyer', ...fields })
  return request(url, { method: 'POST', body })
}

/** The sandbox's switches for tests. */
export function controlsOf({ url }: TestSandbox) {
  const post = (path: string, body: unknown = {}) =>
    request(`${url}/_sandbox${path}`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(body),
    })
  return {
    /** The next calls of the API go wrong. */
    failCalls: (fault: Record<string, unknown>) => post('/faults', { target: 'call', ...fault }),
    /** The next webhooks go wrong. */
    failDeliveries: (fault: Record<string, unknown>) => post('/faults', { target: 'delivery', ...fault }),
    deliverBeforeAnswer: () => post('/faults', { target: 'deliver_before_answer', on: true }),
    clearFaults: () => request(`${url}/_sandbox/faults`, { method: 'DELETE' }),
    expire: (sessionId: string) => post(`/sessions/${sessionId}/expire`),
    settleDebit: (intentId: string) => post(`/payment_intents/${intentId}/settle`),
    failDebit: (intentId: string) => post(`/payment_intents/${intentId}/fail`),
    settleRefund: (refundId: string) => post(`/refunds/${refundId}/settle`),
    failRefund: (refundId: string) => post(`/refunds/${refundId}/fail`),
    closeDispute: (disputeId: string, outcome: 'won' | 'lost') => post(`/disputes/${disputeId}/${outcome}`),
    retryDeliveries: () => post('/deliveries/retry'),
    // biome-ignore lint/suspicious/noExplicitAny: a delivery as the sandbox keeps it
    deliveries: async (): Promise<any[]> => (await request(`${url}/_sandbox/deliveries`)).json.deliveries,
  }
}
