// @ts-check
// Stripe's page or its Payment Element inside the order's page. Loaded by shop.js when somebody pays there.

/** @typedef {import('@stripe/stripe-js').Stripe} Stripe */
/** @typedef {import('@stripe/stripe-js').StripeConstructor} StripeConstructor */
/** @typedef {import('@stripe/stripe-js').StripeElements} StripeElements */
/** @typedef {import('@stripe/stripe-js').StripeError} StripeError */
/** @typedef {{ clientSecret: string, publishableKey: string, returnUrl: string, shipTo?: string[] }} Started */
/** @typedef {{ close: () => void }} OpenPayment */

/** What the page says in its own language. @type {import('../src/server/languages/en.ts').Words['script']} */
const WORDS = JSON.parse(document.querySelector('#words')?.textContent ?? '{}')
/** A form that has not appeared by then was held up on its way. */
const LOADING_TIMEOUT_MS = 20_000

/**
 * Shows what `started` is paid with. Throws an error whose message is for the shopper.
 * @param {HTMLElement} panel
 * @param {Started} started
 * @param {() => void} onOver runs when the payment can be paid no longer: paid elsewhere, or ended
 * @returns {Promise<OpenPayment>}
 */
export async function openPayment(panel, started, onOver) {
  const wait = find(panel, '[data-wait]')
  wait.textContent = WORDS.loading
  try {
    const Stripe = await withinTime(loadStripe(panel.dataset.stripeJs ?? ''))
    const stripe = Stripe(started.publishableKey)
    const form = panel.querySelector('form')
    return form
      ? await openElement(stripe, { panel, form, started, onOver })
      : await openPage(stripe, { panel, started })
  } catch (cause) {
    throw new Error(WORDS.unloadable, { cause })
  } finally {
    wait.textContent = ''
  }
}

/**
 * Stripe's whole page. It takes the shopper to the order's page by itself.
 * @param {Stripe} stripe
 * @param {{ panel: HTMLElement, started: Started }} payment
 * @returns {Promise<OpenPayment>}
 */
async function openPage(stripe, { panel, started }) {
  const page = await withinTime(stripe.createEmbeddedCheckoutPage({ clientSecret: started.clientSecret }))
  page.mount(find(panel, '[data-place]'))
  return { close: () => page.destroy() }
}

/**
 * The Payment Element in a form of ours.
 * @param {Stripe} stripe
 * @param {{ panel: HTMLElement, form: HTMLFormElement, started: Started, onOver: () => void }} payment
 * @returns {Promise<OpenPayment>}
 */
async function openElement(stripe, { panel, form, started, onOver }) {
  const { clientSecret, shipTo } = started
  const elements = stripe.elements({ clientSecret, appearance: appearanceOf(panel) })
  // The form asks for it itself, for the order's sake.
  const element = elements.create('payment', { fields: { billingDetails: { email: 'never' } } })
  const loaded = new Promise((resolve, reject) => {
    element.on('ready', resolve)
    element.on('loaderror', ({ error }) => reject(error))
  })
  const address = shipTo ? elements.create('address', addressOptions(shipTo)) : null
  const ended = new AbortController()
  const close = () => {
    ended.abort()
    element.destroy()
    address?.destroy()
  }
  try {
    address?.mount(find(panel, '[data-address-place]'))
    element.mount(find(panel, '[data-place]'))
    await withinTime(loaded)
  } catch (error) {
    close()
    throw error
  }
  confirmOnSubmit(form, { stripe, elements, started, onOver, signal: ended.signal })
  return { close }
}

/**
 * Where something is sent to goes with the payment; Stripe.js adds it by itself.
 * @param {string[]} shipTo
 * @returns {import('@stripe/stripe-js').StripeAddressElementOptions}
 */
function addressOptions(shipTo) {
  // Its suggestions are Google's, which would be told what is typed.
  const autocomplete = /** @type {const} */ ({ mode: 'disabled' })
  return { mode: 'shipping', autocomplete, ...(shipTo.length > 0 && { allowedCountries: shipTo }) }
}

/**
 * @param {HTMLFormElement} form
 * @param {{ stripe: Stripe, elements: StripeElements, started: Started, onOver: () => void, signal: AbortSignal }} payment
 */
function confirmOnSubmit(form, { stripe, elements, started, onOver, signal }) {
  const button = /** @type {HTMLButtonElement} */ (find(form, 'button'))
  const alert = find(form, '[data-alert]')
  const text = button.textContent
  let isPaying = false

  /** @param {boolean} value */
  function setPaying(value) {
    isPaying = value
    button.disabled = value
    button.textContent = value ? WORDS.paying : text
    button.toggleAttribute('data-working', value)
  }

  /** @param {SubmitEvent} event */
  async function pay(event) {
    event.preventDefault()
    if (isPaying) return
    setPaying(true)
    alert.textContent = ''
    const email = String(new FormData(form).get('email'))
    const confirmParams = {
      return_url: started.returnUrl,
      payment_method_data: { billing_details: { email } },
    }
    // Answers only where the page stays: Stripe.js takes the shopper to the order's page, or to the bank's.
    const error = await stripe.confirmPayment({ elements, confirmParams }).then(
      (result) => result.error,
      () => /** @type {Partial<StripeError>} */ ({}),
    )
    setPaying(false)
    if (isOver(error)) return onOver()
    alert.textContent = textOf(error)
  }

  form.addEventListener('submit', pay, { signal })
  signal.addEventListener('abort', () => {
    setPaying(false)
    alert.textContent = ''
  })
}

/**
 * Whether another card cannot help: the payment is made, on its way, or was ended.
 * @param {Partial<StripeError>} error
 */
function isOver({ code, payment_intent: intent }) {
  if (code === 'payment_intent_unexpected_state') return true
  return ['succeeded', 'processing', 'canceled'].includes(intent?.status ?? '')
}

/**
 * Of Stripe's messages those about cards are meant for shoppers. What is wrong with its own fields, the Payment Element
 * says beside them.
 * @param {Partial<StripeError>} error
 */
function textOf({ type, code, message = WORDS.unfinished }) {
  if (type === 'validation_error') return ''
  if (code === 'payment_intent_authentication_failure') return WORDS.unconfirmed
  return type === 'card_error' ? message : WORDS.unfinished
}

/** @type {Promise<StripeConstructor> | null} */
let loading = null

/**
 * Stripe.js as Stripe wants it loaded: from its own address, as a script of the page. Asked for again after a failure.
 * @param {string} url
 */
function loadStripe(url) {
  loading ??= new Promise((resolve, reject) => {
    const script = document.createElement('script')
    const fail = () => {
      loading = null
      script.remove()
      reject(new Error(`${url} cannot be loaded.`))
    }
    script.src = url
    script.addEventListener('load', () => (window.Stripe ? resolve(window.Stripe) : fail()))
    script.addEventListener('error', fail)
    document.head.append(script)
  })
  return loading
}

/**
 * @template Value
 * @param {Promise<Value>} promise
 * @returns {Promise<Value>}
 */
function withinTime(promise) {
  return Promise.race([
    promise,
    new Promise((_, reject) => setTimeout(() => reject(new Error('It took too long.')), LOADING_TIMEOUT_MS)),
  ])
}

/**
 * The page's own colours, for fields that stand in Stripe's frame.
 * @param {HTMLElement} panel
 * @returns {import('@stripe/stripe-js').Appearance}
 */
function appearanceOf(panel) {
  const style = getComputedStyle(panel)
  const colour = (/** @type {string} */ name) => style.getPropertyValue(name).trim()
  return {
    theme: matchMedia('(prefers-color-scheme: dark)').matches ? 'night' : 'stripe',
    variables: {
      colorPrimary: colour('--accent'),
      colorBackground: colour('--surface'),
      colorText: colour('--ink'),
      colorDanger: colour('--bad-ink'),
      borderRadius: '0.6rem',
    },
  }
}

/**
 * @param {ParentNode} parent
 * @param {string} selector
 * @returns {HTMLElement}
 */
function find(parent, selector) {
  const found = parent.querySelector(selector)
  if (found instanceof HTMLElement) return found
  throw new Error(`The page has no ${selector}.`)
}
