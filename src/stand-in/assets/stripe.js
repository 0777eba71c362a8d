/**
 * The stand-in's Stripe.js: the calls of @stripe/stripe-js 10 that a shop needs for an embedded payment page and
 * for the Payment Element, with their checks of arguments. Everything a shopper types stays inside frames of
 * the stand-in's own origin.
 */
;(() => {
  const ORIGIN = new URL(document.currentScript.src).origin
  const MARK = 'stripe-stand-in'

  class IntegrationError extends Error {
    name = 'IntegrationError'
  }

  /** @throws IntegrationError for options that the types do not have */
  function checkOptions(call, options, known) {
    if (typeof options !== 'object' || options === null || Array.isArray(options)) {
      throw new IntegrationError(`Invalid value for ${call}: it takes an object of options.`)
    }
    const unknown = Object.keys(options).filter((name) => !known.includes(name))
    if (unknown.length > 0) {
      throw new IntegrationError(
        `Invalid value for ${call}: ${unknown.join(', ')} is not an accepted option.`,
      )
    }
  }

  function readSecret(call, secret, prefix) {
    if (typeof secret === 'string' && new RegExp(`^${prefix}\\w+_secret_\\w+$`).test(secret)) return secret
    throw new IntegrationError(
      `Invalid value for ${call}: clientSecret should be a client secret of the form \${id}_secret_\${secret}. You specified: ${secret}.`,
    )
  }

  function readPlace(location) {
    if (location instanceof HTMLElement) return location
    if (typeof location !== 'string') {
      throw new IntegrationError(
        'Missing argument. Make sure to call mount() with a valid DOM element or selector.',
      )
    }
    const place = document.querySelector(location)
    if (place) return place
    throw new IntegrationError(
      `The selector you specified (${location}) applies to no DOM elements that are currently on the page. Make sure the element exists on the page before calling mount().`,
    )
  }

  /** A frame of the stand-in's, and what it says. Only messages of that very frame are listened to. */
  class Frame {
    #listen
    #asked = new Map()
    #lastQuestion = 0

    constructor(path, query, title, onMessage) {
      const url = new URL(path, ORIGIN)
      for (const [name, value] of Object.entries({ ...query, parent: location.origin })) {
        url.searchParams.set(name, value)
      }
      this.iframe = document.createElement('iframe')
      this.iframe.src = url.href
      this.iframe.title = title
      Object.assign(this.iframe.style, { width: '100%', border: '0', display: 'block', height: '24rem' })
      this.#listen = ({ origin, source, data }) => {
        if (origin !== ORIGIN || source !== this.iframe.contentWindow || data?.mark !== MARK) return
        if (data.type === 'height') this.iframe.style.height = `${data.height}px`
        else if (data.type === 'answer') this.#asked.get(data.question)?.(data.answer)
        else onMessage(data)
      }
      addEventListener('message', this.#listen)
    }

    ask(type, params) {
      this.#lastQuestion += 1
      const question = this.#lastQuestion
      return new Promise((resolve) => {
        this.#asked.set(question, resolve)
        this.iframe.contentWindow.postMessage({ mark: MARK, type, question, params }, ORIGIN)
      })
    }

    remove() {
      removeEventListener('message', this.#listen)
      this.iframe.remove()
    }
  }

  /** What is mounted, unmounted and destroyed. */
  class Mountable {
    #openFrame
    isDestroyed = false
    frame = null

    constructor(openFrame) {
      this.#openFrame = openFrame
    }

    mount(location) {
      if (this.isDestroyed) throw new IntegrationError('This has been destroyed: create it anew to mount it.')
      const place = readPlace(location)
      this.unmount()
      this.frame = this.#openFrame()
      place.append(this.frame.iframe)
    }

    unmount() {
      this.frame?.remove()
      this.frame = null
    }

    destroy() {
      this.unmount()
      this.isDestroyed = true
    }
  }

  let embedded = null

  async function createEmbeddedCheckoutPage(key, options) {
    const call = 'createEmbeddedCheckoutPage()'
    checkOptions(call, options, [
      'clientSecret',
      'fetchClientSecret',
      'onComplete',
      'onShippingDetailsChange',
      'onLineItemsChange',
      'onAnalyticsEvent',
    ])
    const { clientSecret, fetchClientSecret, onComplete } = options
    if ((clientSecret === undefined) === (fetchClientSecret === undefined)) {
      throw new IntegrationError(`${call} needs exactly one of clientSecret and fetchClientSecret.`)
    }
    if (fetchClientSecret !== undefined && typeof fetchClientSecret !== 'function') {
      throw new IntegrationError(
        'fetchClientSecret should be a function that returns a Promise of a client secret.',
      )
    }
    if (embedded && !embedded.isDestroyed) {
      throw new IntegrationError('You cannot have multiple Embedded Checkout objects.')
    }
    const secret = readSecret(call, clientSecret ?? (await fetchClientSecret()), 'cs_')
    const path = `/c/pay/${secret.split('_secret_')[0]}`
    const onMessage = ({ type, returnUrl }) => {
      if (type !== 'complete') return
      if (returnUrl) location.assign(returnUrl)
      else onComplete?.()
    }
    embedded = new Mountable(() => new Frame(path, { client_secret: secret, key }, 'Payment', onMessage))
    const { mount, unmount, destroy } = embedded
    return {
      mount: mount.bind(embedded),
      unmount: unmount.bind(embedded),
      destroy: destroy.bind(embedded),
    }
  }

  /** An element of a form: in a frame, with events. */
  class FormElement extends Mountable {
    #handlers = new Map()
    #onDestroy

    constructor({ type, query, title, onDestroy }) {
      const onMessage = (data) => this.#emit(data.type, { elementType: type, ...data.event })
      super(() => new Frame(`/elements/${type}`, query, title, onMessage))
      this.#onDestroy = onDestroy
    }

    #emit(type, event) {
      for (const handler of this.#handlers.get(type) ?? []) handler(event)
    }

    on(type, handler) {
      if (typeof handler !== 'function') throw new IntegrationError('on() takes an event and a function.')
      this.#handlers.set(type, [...(this.#handlers.get(type) ?? []), handler])
      return this
    }

    once(type, handler) {
      const first = (event) => {
        this.off(type, first)
        handler(event)
      }
      return this.on(type, first)
    }

    off(type, handler) {
      const kept = handler ? (this.#handlers.get(type) ?? []).filter((other) => other !== handler) : []
      this.#handlers.set(type, kept)
      return this
    }

    destroy() {
      super.destroy()
      this.#onDestroy()
    }

    update() {}
    focus() {}
    blur() {}
    clear() {}
    collapse() {}
  }

  class PaymentElement extends FormElement {
    constructor(key, secret, asksEmail, onDestroy) {
      const query = { client_secret: secret, key, ...(!asksEmail && { email: 'never' }) }
      super({ type: 'payment', query, title: 'Secure payment input frame', onDestroy })
      this.asksEmail = asksEmail
    }
  }

  /** Where something is sent to. What is typed is the shop's to know, as in Stripe's own. */
  class AddressElement extends FormElement {
    constructor(countries, onDestroy) {
      const query = { countries: (countries ?? []).join(',') }
      super({ type: 'address', query, title: 'Secure address input frame', onDestroy })
    }

    async getValue() {
      if (!this.frame) throw new IntegrationError('getValue() needs a mounted element.')
      return this.frame.ask('address')
    }
  }

  class Elements {
    #key
    #payment = null
    #address = null

    constructor(key, options = {}) {
      checkOptions('elements()', options, [
        'appearance',
        'clientSecret',
        'currency',
        'customerSessionClientSecret',
        'fonts',
        'loader',
        'locale',
        'mode',
        'amount',
      ])
      if (options.mode !== undefined) {
        throw new IntegrationError('The stand-in does not simulate elements({mode}): pass a clientSecret.')
      }
      this.#key = key
      if (options.clientSecret !== undefined) {
        this.clientSecret = readSecret('elements()', options.clientSecret, 'pi_')
      }
    }

    create(type, options = {}) {
      if (type === 'address') return this.#createAddress(options)
      if (type !== 'payment') {
        throw new IntegrationError(
          `A valid Element name must be provided. The stand-in has: payment, address; you passed: ${type}.`,
        )
      }
      checkOptions('elements.create()', options, [
        'defaultValues',
        'business',
        'paymentMethodOrder',
        'fields',
        'readOnly',
        'terms',
        'wallets',
        'walletOptions',
        'layout',
        'applePay',
      ])
      if (!this.clientSecret) {
        throw new IntegrationError(
          'In order to create a payment element, you must pass a clientSecret or mode when creating the Elements group.',
        )
      }
      if (this.#payment) throw new IntegrationError('Can only create one Element of type payment.')
      const asksEmail = options.fields?.billingDetails?.email !== 'never'
      this.#payment = new PaymentElement(this.#key, this.clientSecret, asksEmail, () => {
        this.#payment = null
      })
      return this.#payment
    }

    #createAddress(options) {
      checkOptions('elements.create()', options, ['mode', 'allowedCountries', 'autocomplete'])
      const suggests = options.autocomplete?.mode ?? 'disabled'
      if (suggests !== 'disabled') {
        throw new IntegrationError(`The stand-in does not simulate autocomplete: ${suggests}.`)
      }
      if (options.mode !== 'shipping') {
        throw new IntegrationError(
          `The stand-in does not simulate elements.create('address', {mode}) other than shipping: you passed ${options.mode}.`,
        )
      }
      if (this.#address) throw new IntegrationError('Can only create one Element of type address.')
      this.#address = new AddressElement(options.allowedCountries, () => {
        this.#address = null
      })
      return this.#address
    }

    getElement(type) {
      if (type === 'address') return this.#address
      return type === 'payment' ? this.#payment : null
    }

    async submit() {
      return (await mountedOf(this, 'elements.submit()').frame.ask('validate')) ?? {}
    }

    async update() {}

    async fetchUpdates() {
      return {}
    }
  }

  function mountedOf(elements, call) {
    const element = elements instanceof Elements ? elements.getElement('payment') : null
    if (element?.frame) return element
    throw new IntegrationError(
      `Invalid value for ${call}: elements should have a mounted Payment Element or Express Checkout Element.`,
    )
  }

  function readReturnUrl(confirmParams, redirect) {
    const url = confirmParams.return_url
    if (url === undefined && redirect === 'if_required') return null
    if (typeof url === 'string' && /^https?:\/\//i.test(url) && URL.canParse(url)) return url
    throw new IntegrationError(
      url === undefined
        ? 'stripe.confirmPayment() needs confirmParams.return_url unless redirect is `if_required`.'
        : `Invalid value for stripe.confirmPayment(): return_url must have an explicit scheme, such as https. You specified: ${url}.`,
    )
  }

  async function confirmPayment(key, options) {
    const call = 'stripe.confirmPayment()'
    checkOptions(call, options, ['elements', 'clientSecret', 'confirmParams', 'redirect'])
    const { elements, confirmParams = {}, redirect = 'always' } = options
    if (!['always', 'if_required'].includes(redirect)) {
      throw new IntegrationError(`Invalid value for ${call}: redirect should be always or if_required.`)
    }
    const returnUrl = readReturnUrl(confirmParams, redirect)
    const element = mountedOf(elements, call)
    if (options.clientSecret !== undefined && options.clientSecret !== elements.clientSecret) {
      throw new IntegrationError(`Invalid value for ${call}: clientSecret is not the one of elements.`)
    }
    if (!element.asksEmail && !confirmParams.payment_method_data?.billing_details?.email) {
      throw new IntegrationError(
        'You specified "never" for fields.billing_details.email when creating the payment Element, but did not pass confirmParams.payment_method_data.billing_details.email when calling stripe.confirmPayment().',
      )
    }
    const address = elements.getElement('address')
    if (address && confirmParams.shipping) {
      throw new IntegrationError(`Invalid value for ${call}: the Address Element already says shipping.`)
    }
    const sent = address ? await address.getValue() : null
    if (sent && !sent.complete) {
      const message = 'Your shipping address is incomplete.'
      return { error: { type: 'validation_error', code: 'incomplete_address', message } }
    }
    const params = sent ? { ...confirmParams, shipping: asParams(sent.value) } : confirmParams
    const first = await element.frame.ask('confirm', params)
    const result =
      first.paymentIntent?.status === 'requires_action'
        ? await authenticate(key, elements.clientSecret)
        : first
    if (result.error || redirect === 'if_required') return result
    location.assign(returnedUrl(returnUrl, result.paymentIntent))
    return new Promise(() => {}) // The page is being left.
  }

  /** What was left empty is not sent: no parameter is null or an empty text. */
  function asParams({ name, address }) {
    return { name, address: Object.fromEntries(Object.entries(address).filter(([, part]) => part)) }
  }

  /** Shows the bank's question over the page. */
  async function authenticate(key, secret) {
    const id = secret.split('_secret_')[0]
    await new Promise((resolve) => {
      const frame = new Frame(
        `/authenticate/${id}`,
        { client_secret: secret, key },
        'Authentication',
        ({ type }) => {
          if (type !== 'authenticated') return
          frame.remove()
          resolve()
        },
      )
      const { style } = frame.iframe
      Object.assign(style, { position: 'fixed', inset: '0', zIndex: '2147483647', background: '#fff' })
      style.setProperty('height', '100%', 'important')
      document.body.append(frame.iframe)
    })
    const { paymentIntent, error } = await retrievePaymentIntent(key, secret)
    if (error) return { error }
    return paymentIntent.last_payment_error ? { error: paymentIntent.last_payment_error } : { paymentIntent }
  }

  async function retrievePaymentIntent(key, secret) {
    const clientSecret = readSecret('stripe.retrievePaymentIntent()', secret, 'pi_')
    const query = new URLSearchParams({ key, client_secret: clientSecret })
    const answer = await fetch(`${ORIGIN}/v1/payment_intents/${clientSecret.split('_secret_')[0]}?${query}`)
    const body = await answer.json()
    return body.error ? { error: body.error } : { paymentIntent: body }
  }

  function returnedUrl(returnUrl, { id, client_secret: secret, status }) {
    const url = new URL(returnUrl)
    url.searchParams.set('payment_intent', id)
    url.searchParams.set('payment_intent_client_secret', secret)
    url.searchParams.set('redirect_status', status === 'processing' ? 'pending' : 'succeeded')
    return url.href
  }

  function Stripe(key, options = {}) {
    if (typeof key !== 'string' || key === '') {
      throw new IntegrationError('Please call Stripe() with your publishable key. You used an empty string.')
    }
    if (/^(sk|rk)_/.test(key)) {
      throw new IntegrationError(
        'You should not use your secret key with Stripe.js. Please pass a publishable key instead.',
      )
    }
    checkOptions('Stripe()', options, ['stripeAccount', 'apiVersion', 'locale', 'betas', 'developerTools'])
    return {
      createEmbeddedCheckoutPage: (given) => createEmbeddedCheckoutPage(key, given),
      elements: (given) => new Elements(key, given),
      confirmPayment: (given) => confirmPayment(key, given),
      retrievePaymentIntent: (secret) => retrievePaymentIntent(key, secret),
    }
  }
  Stripe.version = 'endive'
  window.Stripe = Stripe
})()
