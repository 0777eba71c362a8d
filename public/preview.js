// @ts-check
// The page of an item as the panel shows it beside the form: made anew whenever the item was saved.

// Before anybody else hears of it: nothing is bought here, and in the panel the page stays where it is.
addEventListener('submit', stop, { capture: true })
if (parent !== self) addEventListener('click', stopLink, { capture: true })

addEventListener('message', ({ origin, data }) => {
  if (origin === location.origin && data?.type === 'payload-document-event') void refresh()
})
parent.postMessage({ type: 'payload-live-preview', ready: true }, location.origin)

/** @param {Event} event */
function stop(event) {
  event.preventDefault()
  event.stopImmediatePropagation()
}

/** @param {Event} event */
function stopLink(event) {
  if (event.target instanceof Element && event.target.closest('a')) stop(event)
}

async function refresh() {
  const answer = await fetch(location.href, { cache: 'no-store' })
  if (!answer.ok) return
  const page = new DOMParser().parseFromString(await answer.text(), 'text/html')
  const main = page.querySelector('main')
  if (main) document.querySelector('main')?.replaceWith(main)
}
