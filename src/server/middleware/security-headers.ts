import type { RequestHandler } from 'express'
import helmet from 'helmet'

export interface SecurityOptions {
  publicUrl: string
  /** Where the browser loads Stripe.js. */
  stripeJsUrl: string
  /** Where Stripe's own payment page lives; the form without JavaScript is sent there. */
  checkoutOrigin: string
}

const STRIPE_FRAMES = ['https://js.stripe.com', 'https://hooks.stripe.com', 'https://checkout.stripe.com']
const YEAR_SECONDS = 31_536_000

/** Shop pages run no inline script or style, and talk to themselves and to Stripe only. */
export function shopSecurity({ publicUrl, stripeJsUrl, checkoutOrigin }: SecurityOptions): RequestHandler {
  const stripe = new URL(stripeJsUrl).origin
  const isReal = stripe === 'https://js.stripe.com'
  return helmet({
    ...common(publicUrl),
    contentSecurityPolicy: {
      useDefaults: false,
      directives: {
        defaultSrc: ["'none'"],
        scriptSrc: ["'self'", stripe],
        styleSrc: ["'self'"],
        imgSrc: ["'self'", 'data:'],
        fontSrc: ["'self'"],
        connectSrc: ["'self'", isReal ? 'https://api.stripe.com' : stripe],
        frameSrc: isReal ? STRIPE_FRAMES : [stripe],
        // Chromium holds the redirect that answers a form to this as well.
        formAction: ["'self'", checkoutOrigin],
        baseUri: ["'none'"],
        frameAncestors: ["'none'"],
      },
    },
  })
}

/** The admin panel is Next's and Payload's: both write inline scripts and styles. */
export function adminSecurity({
  publicUrl,
  isDevelopment,
}: {
  publicUrl: string
  isDevelopment: boolean
}): RequestHandler {
  return helmet({
    ...common(publicUrl),
    contentSecurityPolicy: {
      useDefaults: false,
      directives: {
        defaultSrc: ["'self'"],
        scriptSrc: ["'self'", "'unsafe-inline'", ...(isDevelopment ? ["'unsafe-eval'"] : [])],
        styleSrc: ["'self'", "'unsafe-inline'"],
        imgSrc: ["'self'", 'data:', 'blob:'],
        fontSrc: ["'self'", 'data:'],
        connectSrc: ["'self'", ...(isDevelopment ? ['ws:'] : [])],
        workerSrc: ["'self'", 'blob:'],
        formAction: ["'self'"],
        baseUri: ["'none'"],
        frameAncestors: ["'self'"],
        objectSrc: ["'none'"],
      },
    },
  })
}

function common(publicUrl: string) {
  const isHttps = publicUrl.startsWith('https:')
  return {
    referrerPolicy: { policy: 'same-origin' as const },
    // Stripe's windows for bank authentication keep their opener.
    crossOriginOpenerPolicy: { policy: 'same-origin-allow-popups' as const },
    strictTransportSecurity: isHttps ? { maxAge: YEAR_SECONDS, includeSubDomains: false } : (false as const),
  }
}
