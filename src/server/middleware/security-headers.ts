import type { RequestHandler } from 'express'
import helmet from 'helmet'

export interface SecurityOptions {
  publicUrl: string
  /** Where the browser loads Stripe.js, on pages that take a payment themselves; null on all others. */
  stripeJsUrl: string | null
  /** Where Stripe's own payment page lives; the form without JavaScript is sent there. */
  checkoutOrigin: string
  /** Whether the panel may show the page beside a form. */
  isFramed?: boolean
}

interface StripeSources {
  script: string[]
  connect: string[]
  frame: string[]
  image: string[]
}

/** What Stripe.js and its embedded page need: https://docs.stripe.com/security/guide#content-security-policy */
const STRIPE: StripeSources = {
  script: ['https://js.stripe.com', 'https://*.js.stripe.com', 'https://checkout.stripe.com'],
  connect: ['https://api.stripe.com', 'https://checkout.stripe.com'],
  frame: [
    'https://js.stripe.com',
    'https://*.js.stripe.com',
    'https://hooks.stripe.com',
    'https://checkout.stripe.com',
  ],
  image: ['https://*.stripe.com'],
}
const NOTHING: StripeSources = { script: [], connect: [], frame: [], image: [] }
const YEAR_SECONDS = 31_536_000

/** A stand-in has one origin for everything. */
function sourcesOf(stripeJsUrl: string | null): StripeSources {
  if (stripeJsUrl === null) return NOTHING
  const { origin } = new URL(stripeJsUrl)
  if (origin === 'https://js.stripe.com') return STRIPE
  return { script: [origin], connect: [origin], frame: [origin], image: [] }
}

/** Shop pages run no inline script or style, and talk to themselves only; to Stripe where a payment is taken. */
export function shopSecurity(options: SecurityOptions): RequestHandler {
  const { publicUrl, stripeJsUrl, checkoutOrigin, isFramed = false } = options
  const stripe = sourcesOf(stripeJsUrl)
  return helmet({
    ...common(publicUrl),
    contentSecurityPolicy: {
      useDefaults: false,
      directives: {
        defaultSrc: ["'none'"],
        scriptSrc: ["'self'", ...stripe.script],
        styleSrc: ["'self'"],
        imgSrc: ["'self'", 'data:', ...stripe.image],
        fontSrc: ["'self'"],
        connectSrc: ["'self'", ...stripe.connect],
        ...(stripe.frame.length > 0 && { frameSrc: stripe.frame }),
        // Chromium holds the redirect that answers a form to this as well.
        formAction: ["'self'", checkoutOrigin],
        baseUri: ["'none'"],
        frameAncestors: [isFramed ? "'self'" : "'none'"],
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
