import type { CollectionConfig, Endpoint } from 'payload'
import { queueMail } from 'payload-stripe-shop/operations'
import { canBePaid, parseId, readOrder, roleOf, ShopError } from 'payload-stripe-shop/storefront'
import { addToSidebar } from '../admin/order-sidebar.ts'
import { isMailAddress } from './mail-address.ts'

/** `POST /api/orders/:id/send-link`: `email`. Staff send an order's link to whoever pays it. */
const sendLink: Endpoint = {
  path: '/:id/send-link',
  method: 'post',
  handler: async (req) => {
    const { payload, user, routeParams } = req
    if (!['admin', 'support'].includes(roleOf(user) ?? ''))
      throw new ShopError('forbidden', 'This is for staff.')
    const { email } = ((await req.json?.().catch(() => null)) ?? {}) as { email?: unknown }
    if (!isMailAddress(email)) throw new ShopError('invalid_input', 'Enter an e-mail address.')
    const order = await readOrder(payload, parseId(payload, routeParams?.id))
    if (!canBePaid(order.status)) {
      throw new ShopError('order_state', `An order that is ${order.status} cannot be paid.`)
    }
    const { writeLinkMail } = await import('./link-mail.ts')
    await queueMail(payload, { to: email, ...(await writeLinkMail(payload, order.id)) })
    return Response.json({ message: 'The mail is on its way.' }, { status: 202 })
  },
}

/** Orders whose link can be sent, in a shop that sends mail. */
export function withSentLinks(orders: CollectionConfig): CollectionConfig {
  const component = '/src/server/admin/send-link.tsx#SendLink'
  const shown = addToSidebar(orders, { name: 'sendLink', component })
  return { ...shown, endpoints: [...(orders.endpoints || []), sendLink] }
}
