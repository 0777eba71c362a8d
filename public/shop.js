// @ts-check
// What the pages do better with JavaScript. Each of them works without it.

/** What the page says in its own language. @type {import('../src/server/languages/en.ts').Words['script']} */
const WORDS = JSON.parse(document.querySelector('#words')?.textContent ?? '{}')

/** Longer than the shop waits for Stripe, so that the shop's own message comes first. */
const ANSWER_TIMEOUT_MS = 20_000
/** A navigation that has not left the page by then was stopped by the shopper or by the network. */
const LEAVING_TIMEOUT_MS = 15_000

/** How long Stripe is left alone when it did not answer. */
const PAGE_PAUSE_MS = 4_000
/** In the address of an order's page: its payment is being made there. */
const PAYING = '#pay'
/** The same, when the payment there turned out to be over. */
const OVER = '#over'
/** Stripe.js adds these to the address of return. The client secret has no business in anybody's history. */
const RETURNED_PARAMETERS = ['payment_intent', 'payment_intent_client_secret', 'redirect_status']

tidyAddress()
for (const form of document.querySelectorAll('form[data-pay]')) {
  enhancePayment(/** @type {HTMLFormElement} */ (form))
}

for (const button of document.querySelectorAll('[data-print]')) {
  button.removeAttribute('hidden')
  button.addEventListener('click', () => window.print())
}

/** @type {HTMLElement | null} */
const polled = document.querySelector('[data-poll]')
if (polled) void pollOrder(polled)

/** Takes out of the address what was only meant for this one showing of the page. */
function tidyAddress() {
  const address = new URL(location.href)
  for (const name of RETURNED_PARAMETERS) address.searchParams.delete(name)
  if (address.hash === OVER) {
    address.hash = ''
    const alert = document.querySelector('form[data-pay] [data-alert]')
    if (alert) alert.textContent = WORDS.over
  }
  if (address.href !== location.href) history.replaceState(null, '', address)
}

/**
 * Starts the payment without leaving the page, so that a refusal leaves everything as it was.
 * @param {HTMLFormElement} form
 */
function enhancePayment(form) {
  const button = /** @type {HTMLButtonElement} */ (form.querySelector('button[type="submit"]'))
  const alert = /** @type {HTMLElement} */ (form.querySelector('[data-alert]'))
  /** @type {HTMLElement | null} */
  const panel = document.querySelector('[data-payment]')
  const payment = panel && createPaymentOnPage(form, panel)
  const text = button.textContent
  const isSoldOut = button.disabled
  let isWorking = false

  /** @param {boolean} value */
  function setWorking(value) {
    isWorking = value
    button.disabled = value || isSoldOut
    button.textContent = value ? WORDS.working : text
    button.toggleAttribute('data-working', value)
  }

  form.addEventListener('submit', async (event) => {
    // Into the cart, or round a payment form that does not load: as without JavaScript.
    if (event.submitter?.hasAttribute('data-leave')) return
    event.preventDefault()
    if (isWorking) return
    setWorking(true)
    alert.textContent = ''
    try {
      const started = await startPayment(form)
      if (payment && started.clientSecret) {
        await payment.show(started)
        setWorking(false)
        return
      }
      location.assign(addressAfter(started))
      setTimeout(() => setWorking(false), LEAVING_TIMEOUT_MS)
    } catch (error) {
      payment?.hide()
      setWorking(false)
      alert.textContent = /** @type {Error} */ (error).message
      button.focus()
    }
  })

  // The browser's Back may show this very page again, kept as it was when it was left.
  addEventListener('pageshow', (event) => {
    if (event.persisted) setWorking(false)
  })
}

/**
 * @typedef {{ url?: string | null, clientSecret?: string, publishableKey: string, returnUrl: string }} Started
 * As every route answers that starts a payment.
 */

/**
 * Throws an error whose message is for the shopper.
 * @param {HTMLFormElement} form
 * @returns {Promise<Started>}
 */
async function startPayment(form) {
  const address = new URL(form.action)
  // A cart is too long for an address, and what is asked of it is more than to read.
  const isPosted = form.hasAttribute('data-posts')
  const fields = isPosted ? new URLSearchParams() : address.searchParams
  for (const [name, value] of new FormData(form)) fields.set(name, String(value))
  fields.set('flow', form.dataset.pay || 'hosted')
  const answer = await ask(address, isPosted ? { method: 'POST', body: fields } : {})
  const body = await answer.json().catch(() => null)
  if (!answer.ok) throw new Error(body?.error?.message ?? WORDS.unreadable)
  if (!body?.returnUrl) throw new Error(WORDS.unreadable)
  return body
}

/**
 * Stripe's page; the order's page, where it is paid; or, with nothing to pay, the order's page as it is.
 * @param {Started} started
 */
function addressAfter({ url, clientSecret, returnUrl }) {
  return url ?? (clientSecret ? returnUrl + PAYING : returnUrl)
}

/**
 * Paying on the order's own page. The fragment of its address says that somebody is paying, so that a reload shows the
 * payment again, and the browser's Back puts it away.
 * @param {HTMLFormElement} form
 * @param {HTMLElement} panel
 */
function createPaymentOnPage(form, panel) {
  const order = /** @type {HTMLElement} */ (document.querySelector('[data-order-status]'))
  const wayRound = /** @type {HTMLElement} */ (form.querySelector('[data-way-round]'))
  /** @type {import('./payment.js').OpenPayment | null} */
  let open = null

  /** @param {Started} started */
  async function show(started) {
    if (await isPricedAnew()) return reloadAt(PAYING)
    if (location.hash !== PAYING) history.pushState(null, '', PAYING)
    wayRound.hidden = false
    /** @type {typeof import('./payment.js')} */
    const { openPayment } = await import(panel.dataset.module ?? '')
    form.hidden = true
    panel.hidden = false
    const clientSecret = started.clientSecret ?? ''
    open = await openPayment(panel, { ...started, clientSecret }, () => reloadAt(OVER))
    wayRound.hidden = true
    // Back was pressed while it was loading.
    if (location.hash !== PAYING) return hide()
    panel.querySelector('h2')?.focus()
  }

  function hide() {
    open?.close()
    open = null
    panel.hidden = true
    form.hidden = false
    if (location.hash === PAYING) history.replaceState(null, '', addressWithoutFragment())
  }

  /** A draft costs what it costs at the moment when it is paid, which may not be what this page says. */
  async function isPricedAnew() {
    if (order.dataset.orderStatus !== 'draft') return false
    return String((await readOrder())?.total ?? panel.dataset.total) !== panel.dataset.total
  }

  function followAddress() {
    if (location.hash === PAYING && !open) form.requestSubmit()
    else if (location.hash !== PAYING && open) hide()
  }

  addEventListener('popstate', followAddress)
  // Kept as it was when it was left; what became of the payment, the shop knows.
  addEventListener('pageshow', (event) => {
    if (event.persisted && open) location.reload()
  })
  // It may have been paid, or have run out of time, in another tab or on another device.
  document.addEventListener('visibilitychange', async () => {
    if (document.hidden || !open) return
    const now = await readOrder()
    if (now && open && now.status !== 'open') reloadAt(OVER)
  })
  queueMicrotask(followAddress)
  return { show, hide }
}

/** @param {string} fragment */
function reloadAt(fragment) {
  history.replaceState(null, '', fragment)
  location.reload()
}

function addressWithoutFragment() {
  return location.pathname + location.search
}

/**
 * @param {URL | string} address
 * @param {RequestInit} request
 */
async function ask(address, request = {}) {
  try {
    const signal = AbortSignal.timeout(ANSWER_TIMEOUT_MS)
    const headers = { accept: 'application/json' }
    return await fetch(address, { headers, cache: 'no-store', signal, ...request })
  } catch (cause) {
    throw new Error(WORDS.unreachable, { cause })
  }
}

/**
 * Asks with growing pauses, about five minutes in all, and shows the page anew once the order has moved.
 * @param {HTMLElement} order
 */
async function pollOrder(order) {
  const seen = order.dataset.orderStatus
  for (let pauseMs = 1_500; pauseMs < 60_000; pauseMs *= 1.3) {
    await new Promise((resolve) => setTimeout(resolve, pauseMs))
    if (document.hidden) continue
    // Only the page itself makes the shop ask Stripe.
    if (order.dataset.poll === 'page' && pauseMs > PAGE_PAUSE_MS) return location.reload()
    const now = await readOrder()
    if (now && now.status !== seen) return location.reload()
  }
  const text = document.querySelector('[data-poll-text]')
  if (text) text.textContent = WORDS.slow
}

/**
 * The order of this page. Null while the shop does not answer: the next round asks again.
 * @returns {Promise<{ status: string, total: number } | null>}
 */
async function readOrder() {
  try {
    const answer = await ask(addressWithoutFragment())
    return answer.ok ? await answer.json() : null
  } catch {
    return null
  }
}
