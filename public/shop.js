// What the pages do better with JavaScript. Each of them works without it.

const WORKING_TEXT = 'Opening the payment page…'
const UNREACHABLE_TEXT = 'The shop could not be reached. Please check your connection and try again.'
const UNREADABLE_TEXT = 'Something went wrong. Please try again in a moment.'

/** Longer than the shop waits for Stripe, so that the shop's own message comes first. */
const ANSWER_TIMEOUT_MS = 20_000
/** A navigation that has not left the page by then was stopped by the shopper or by the network. */
const LEAVING_TIMEOUT_MS = 15_000

for (const form of document.querySelectorAll('form[data-pay]')) enhancePayment(form)

const polled = document.querySelector('[data-poll]')
if (polled) pollOrder(polled)

/** Starts the payment without leaving the page, so that a refusal leaves everything as it was. */
function enhancePayment(form) {
  const button = form.querySelector('button[type="submit"]')
  const alert = form.querySelector('[data-alert]')
  const text = button.textContent
  const isSoldOut = button.disabled
  let isWorking = false

  function setWorking(value) {
    isWorking = value
    button.disabled = value || isSoldOut
    button.textContent = value ? WORKING_TEXT : text
    button.toggleAttribute('data-working', value)
  }

  form.addEventListener('submit', async (event) => {
    event.preventDefault()
    if (isWorking) return
    setWorking(true)
    alert.textContent = ''
    try {
      location.assign(await startPayment(form))
      setTimeout(() => setWorking(false), LEAVING_TIMEOUT_MS)
    } catch (error) {
      setWorking(false)
      alert.textContent = error.message
      button.focus()
    }
  })

  // The browser's Back may show this very page again, kept as it was when it was left.
  addEventListener('pageshow', (event) => {
    if (event.persisted) setWorking(false)
  })
}

/** The address of the payment page. Throws an error whose message is for the shopper. */
async function startPayment(form) {
  const address = new URL(form.action)
  for (const [name, value] of new FormData(form)) address.searchParams.set(name, value)
  const answer = await ask(address)
  const body = await answer.json().catch(() => null)
  if (!answer.ok) throw new Error(body?.error?.message ?? UNREADABLE_TEXT)
  // An order with nothing to pay has no payment page.
  const next = body?.url ?? body?.returnUrl
  if (!next) throw new Error(UNREADABLE_TEXT)
  return next
}

async function ask(address) {
  try {
    const signal = AbortSignal.timeout(ANSWER_TIMEOUT_MS)
    return await fetch(address, { headers: { accept: 'application/json' }, cache: 'no-store', signal })
  } catch (cause) {
    throw new Error(UNREACHABLE_TEXT, { cause })
  }
}

/** Asks with growing pauses, about five minutes in all, and shows the page anew once the order has moved. */
async function pollOrder(order) {
  const seen = order.dataset.orderStatus
  for (let pauseMs = 1_500; pauseMs < 60_000; pauseMs *= 1.3) {
    await new Promise((resolve) => setTimeout(resolve, pauseMs))
    if (document.hidden) continue
    const status = await readStatus()
    if (status && status !== seen) return location.reload()
  }
  const text = document.querySelector('[data-poll-text]')
  if (text) text.textContent = 'This takes longer than usual. Nothing is lost: look at this page again later.'
}

/** Null while the shop does not answer: the next round asks again. */
async function readStatus() {
  try {
    const answer = await ask(location.href)
    return answer.ok ? (await answer.json()).status : null
  } catch {
    return null
  }
}
