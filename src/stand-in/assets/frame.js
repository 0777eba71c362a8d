// A page of the stand-in inside a frame of the shop's: tells the page around it how high it is, and what happened.
;(() => {
  const UNREACHABLE = 'We could not reach our payments provider. Please check your connection and try again.'
  const { parent: shop, event: happened, returnUrl } = document.body.dataset

  function tell(message) {
    if (shop && window.parent !== window)
      window.parent.postMessage({ mark: 'stripe-stand-in', ...message }, shop)
  }

  const main = document.querySelector('main')
  new ResizeObserver(() => tell({ type: 'height', height: Math.ceil(document.body.scrollHeight) })).observe(
    main,
  )
  if (happened) tell({ type: happened, returnUrl })

  // The Address Element: the shop may know what it says.
  const address = document.querySelector('form[data-address]')
  if (address) {
    const alert = address.querySelector('[role="alert"]')
    const text = (name) => String(new FormData(address).get(`shipping${name}`) ?? '').trim()
    const read = () => {
      const parts = {
        line1: text('AddressLine1'),
        line2: text('AddressLine2') || null,
        city: text('Locality'),
        state: null,
        postal_code: text('PostalCode'),
        country: text('Country').toUpperCase(),
      }
      const name = text('Name')
      const complete = Boolean(name && parts.line1 && parts.city && /^[A-Z]{2}$/.test(parts.country))
      return { complete, isNewAddress: true, value: { name, address: parts } }
    }
    address.addEventListener('submit', (submitted) => submitted.preventDefault())
    address.addEventListener('input', () => tell({ type: 'change', event: { empty: false, ...read() } }))
    window.addEventListener('message', ({ source, origin, data }) => {
      if (source !== window.parent || origin !== shop || data?.mark !== 'stripe-stand-in') return
      const answer = read()
      alert.hidden = answer.complete
      alert.textContent = answer.complete ? '' : 'Your shipping address is incomplete.'
      tell({ type: 'answer', question: data.question, answer })
    })
    tell({ type: 'ready' })
  }

  // The Payment Element: what the shopper typed is sent from here, so that the shop never sees it.
  const form = document.querySelector('form[data-element]')
  if (form) {
    const alert = form.querySelector('[role="alert"]')
    const fields = () => new URLSearchParams(new FormData(form))

    const send = async (step, params) => {
      const body = fields()
      body.set('params', JSON.stringify(params ?? {}))
      const answer = await fetch(`${form.action}&step=${step}`, { method: 'POST', body }).then(
        (response) => response.json(),
        () => ({ error: { type: 'api_connection_error', message: UNREACHABLE } }),
      )
      const isTyping = answer.error?.type === 'validation_error'
      alert.textContent = isTyping ? answer.error.message : ''
      alert.hidden = !isTyping
      return answer
    }

    form.addEventListener('submit', (submitted) => submitted.preventDefault())
    form.addEventListener('input', () => {
      const typed = ['cardNumber', 'cardExpiry', 'cardCvc'].map((name) => fields().get(name))
      const isDebit = fields().get('paymentMethod') === 'bank_debit'
      const change = { complete: isDebit || typed.every(Boolean), empty: !isDebit && !typed.some(Boolean) }
      tell({
        type: 'change',
        event: { ...change, collapsed: false, value: { type: isDebit ? 'debit' : 'card' } },
      })
    })
    window.addEventListener('message', async ({ source, origin, data }) => {
      if (source !== window.parent || origin !== shop || data?.mark !== 'stripe-stand-in') return
      tell({ type: 'answer', question: data.question, answer: await send(data.type, data.params) })
    })
    tell({ type: 'ready' })
  }
})()
