/** One event on its way to one endpoint. Kept until the endpoint has answered 2xx or the retries are over. */
export interface PendingDelivery {
  id: string
  event: string
  endpoint: string
  /** pending: will be tried (again) · delivered · failed: given up · dropped: a test wanted it lost */
  state: 'pending' | 'delivered' | 'failed' | 'dropped'
  attempts: { at: number; status: number | null; error: string | null }[]
  /** Milliseconds since the epoch, on the stand-in's clock. */
  nextAttemptMs: number
  created: number
}
