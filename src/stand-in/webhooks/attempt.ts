import { Stripe } from 'stripe'

const ANSWER_TIMEOUT_MS = 20_000

/** What came of sending an event once. */
export interface Attempt {
  status: number | null
  error: string | null
}

/** Sends a body to an endpoint, signed with its secret. */
export async function sendSigned(
  body: string,
  { url, secret }: { url: string; secret: string },
): Promise<Attempt> {
  // The real time, whatever the stand-in's clock says: receivers compare it with theirs.
  const timestamp = Math.floor(Date.now() / 1000)
  const signature = Stripe.webhooks.generateTestHeaderString({ payload: body, secret, timestamp })
  try {
    const response = await fetch(url, {
      method: 'POST',
      redirect: 'manual',
      headers: {
        'Content-Type': 'application/json; charset=utf-8',
        'User-Agent': 'Stripe/1.0 (+https://stripe.com/docs/webhooks)',
        'Stripe-Signature': signature,
      },
      body,
      signal: AbortSignal.timeout(ANSWER_TIMEOUT_MS),
    })
    await response.body?.cancel()
    return { status: response.status, error: null }
  } catch (error) {
    const cause = (error as { cause?: { code?: string } }).cause?.code
    return { status: null, error: cause ?? (error as Error).name }
  }
}
