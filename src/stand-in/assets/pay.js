// Says that the payment is under way. The server itself makes sure that two presses pay once.
const form = document.querySelector('form')
const button = form?.querySelector('button[type="submit"]')
form?.addEventListener('submit', (event) => {
  if (button.getAttribute('aria-disabled') === 'true') return event.preventDefault()
  button.setAttribute('aria-disabled', 'true')
  button.textContent = 'Processing…'
})
// The browser's Back shows the page as it was left.
window.addEventListener('pageshow', (event) => {
  if (event.persisted) window.location.reload()
})
