import type { ReactNode } from 'react'

/** Black on amber reads well in the panel's light and dark themes. */
const STYLE = {
  background: '#f5c542',
  color: '#1a1a1a',
  padding: '0.5rem 1rem',
  textAlign: 'center',
} as const

/** Around every page of the panel, the log-in included. */
export function DemoNotice({ children }: { children?: ReactNode }) {
  return (
    <>
      <aside aria-label="About this demo" style={STYLE}>
        <strong>Demo shop: no real money moves.</strong> Payments go to a stand-in for Stripe.
      </aside>
      {children}
    </>
  )
}
