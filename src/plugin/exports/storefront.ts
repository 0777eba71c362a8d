/** What a server or a page needs in order to sell: read, buy, pay, look up, settle, and the cart. */
export { isStaff, ROLES, type Role, roleOf } from '../collections/access.ts'
export type { Address } from '../domain/address.ts'
export { countryName, isCountry } from '../domain/countries.ts'
export { MAX_AMOUNT_MINOR } from '../domain/currencies.ts'
export { RETRY_AFTER_SECONDS, ShopError, type ShopErrorCode } from '../domain/errors.ts'
export { FEW_LEFT } from '../domain/few-left.ts'
export { isLanguage, LANGUAGES, type Language } from '../domain/languages.ts'
export { formatMoney, toInputText } from '../domain/money-text.ts'
export { canBePaid, hasBeenPaid, ORDER_STATUSES, type OrderStatus } from '../domain/order-status.ts'
export { PAYMENT_FLOWS, type PaymentFlow } from '../domain/payment-flows.ts'
export { findLowestBefore, type PastPrice, PERIOD_DAYS } from '../domain/price-history.ts'
export {
  FULFILMENTS,
  type Fulfilment,
  listShipping,
  type ShippingCopy,
  type ShippingRate,
} from '../domain/shipping.ts'
export { textOf } from '../http/answers.ts'
export { countInCookie } from '../http/cart-cookie.ts'
export { openCart } from '../http/cart-handlers.ts'
export { readFields } from '../http/fields.ts'
export type { Handler, ShopRequest, Visit } from '../http/handler.ts'
export { handlers } from '../http/handlers.ts'
export { authorizeOrder } from '../http/order-handlers.ts'
export { assertDeliberate, assertOwnSite } from '../http/other-sites.ts'
export { parseFlow, parseId, parsePage, parsePageOfOrders, parseQuantity } from '../http/parameters.ts'
export { refusalOfAway } from '../http/refusals.ts'
export {
  addToCart,
  type Cart,
  type CartLine,
  type CartLineNow,
  type CartNow,
  changeQuantity,
  countPieces,
  EMPTY_CART,
  enterCode,
  MAX_CART_LINES,
  MAX_CART_QUANTITY,
  readCart,
  removeFromCart,
  withoutSold,
} from '../shop/cart/cart.ts'
export { buyCart } from '../shop/cart/cart-purchase.ts'
export { receiveEvent } from '../shop/events/event-receipt.ts'
export { findBuyersLanguage } from '../shop/orders/buyers-language.ts'
export { type DefaultTax, findDefaultTaxes } from '../shop/orders/default-taxes.ts'
export { findOrderOfBuyer, ordersOfItem, readOrderJson } from '../shop/orders/look-up.ts'
export { assertMaySeeOrder, assertStaff } from '../shop/orders/order-access.ts'
export type { OrderJson } from '../shop/orders/order-json.ts'
export { findOrder, readOrder } from '../shop/orders/order-records.ts'
export { orderUrl } from '../shop/orders/order-token.ts'
export { type PackingSlip, readPackingSlip } from '../shop/orders/packing-slip.ts'
export { findShippingRates } from '../shop/orders/shipping-rates.ts'
export type { StartedIntent, StartedPayment, StartedSession } from '../shop/payments/answer.ts'
export { refreshOrder } from '../shop/payments/attempt-outcome.ts'
export { buyItem } from '../shop/payments/item-purchase.ts'
export { payOrder } from '../shop/payments/order-payment.ts'
export { readPriceHistory } from '../shop/prices/price-history.ts'
export type { Id } from '../shop/records.ts'
export { findPage, listPages, type ShopPage } from '../shop/settings/pages.ts'
export { readShopSettings, type ShopSettings } from '../shop/settings/shop-settings.ts'
export { shopOf } from '../shop/shop.ts'
export { readSignedEvent } from '../stripe/signed-events.ts'
export { sayRefusal } from '../translations/refusals.ts'
