import {
  FULFILMENTS,
  MAX_AMOUNT_MINOR,
  ORDER_STATUSES,
  type OrderJson,
  PAYMENT_FLOWS,
  ROLES,
  type ShopErrorCode,
  type StartedIntent,
  type StartedSession,
} from 'payload-stripe-shop/storefront'

type Schema = Record<string, unknown>
/** One schema for each field of `T`: the compiler says when a field is missing here or was renamed there. */
type FieldsOf<T> = { [Name in keyof Required<T>]: Schema }

export function schemaRef(name: keyof typeof schemas): Schema {
  return { $ref: `#/components/schemas/${name}` }
}

const id = { type: 'integer', minimum: 1, description: 'The id of a document, as in `/api`.' }
const amount = {
  type: 'integer',
  minimum: 0,
  maximum: MAX_AMOUNT_MINOR,
  description: 'In the minor unit of `currency`.',
}
const currency = {
  type: 'string',
  pattern: '^[a-z]{3}$',
  description: 'ISO 4217, lower case.',
  examples: ['eur'],
}
const instant = { type: 'string', format: 'date-time' }

const ERROR_CODES: Record<ShopErrorCode, string> = {
  invalid_input: 'The request is malformed.',
  unauthorized: 'The request names nobody.',
  forbidden: 'The request is somebody’s who may not do this.',
  not_found: 'There is no such thing, or it is not published.',
  method_not_allowed: 'The address does not answer this method.',
  order_state: 'The order is in a state in which this cannot be done.',
  frozen: 'The field cannot change any more.',
  mixed_currencies: 'The lines are in more than one currency.',
  below_minimum: 'The total is under what Stripe charges in this currency.',
  discount_used_up: 'Every use of the discount is taken, or held while somebody pays.',
  out_of_stock: 'There is less of it than wanted.',
  too_large: 'The body is too large.',
  too_many: 'Too many requests; `Retry-After` says when to come again.',
  internal: 'The fault is the shop’s.',
  payment_refused: 'Stripe refused the payment.',
  unavailable: 'The shop cannot do it at this moment; `Retry-After` says when to come again.',
  payment_unavailable: 'Stripe cannot be reached.',
  mail_unavailable: 'This shop has no mail service.',
}

const orderLine: FieldsOf<OrderJson['lines'][number]> = {
  item: id,
  name: { type: 'string', description: 'The name as it was sold.' },
  quantity: { type: 'integer', minimum: 1, maximum: 99 },
  unitAmount: amount,
  amount: { ...amount, description: 'quantity × unitAmount' },
}

const appliedDiscount: FieldsOf<NonNullable<OrderJson['discount']>> = {
  id,
  name: { type: 'string' },
  percentOff: { type: 'number', exclusiveMinimum: 0, maximum: 100 },
  amountOff: amount,
  amount: { ...amount, description: 'What it takes off this order.' },
}

const appliedTax: FieldsOf<OrderJson['taxes'][number]> = {
  id,
  displayName: { type: 'string' },
  percentage: { type: 'number', minimum: 0, maximum: 100 },
  inclusive: { type: 'boolean', description: 'Whether the prices include it.' },
  amount: { ...amount, description: 'What it comes to in this order.' },
}

const appliedShipping: FieldsOf<NonNullable<OrderJson['shipping']>> = {
  name: { type: 'string', description: 'How it is delivered.' },
  amount: { ...amount, description: 'What that costs.' },
}

const tracking: FieldsOf<NonNullable<OrderJson['tracking']>> = {
  carrier: { type: ['string', 'null'] },
  number: { type: ['string', 'null'] },
  url: { type: ['string', 'null'], format: 'uri', description: 'Where the parcel can be followed.' },
}

/** Not there in a shop that delivers nothing. */
const OF_DELIVERY: ReadonlySet<string> = new Set(['shippingAmount', 'shipping', 'fulfilment', 'tracking'])

const order: FieldsOf<OrderJson> = {
  id,
  number: { type: 'string', description: 'Unique and increasing; gaps are possible.', examples: ['1007'] },
  status: { type: 'string', enum: ORDER_STATUSES },
  review: { type: ['string', 'null'], description: 'Why staff must look at this order.' },
  currency,
  lines: { type: 'array', items: { $ref: '#/components/schemas/OrderLine' } },
  subtotal: amount,
  discountAmount: amount,
  taxAmount: { ...amount, description: 'All tax, inclusive and exclusive.' },
  total: {
    ...amount,
    description: 'subtotal − discountAmount + shippingAmount + the exclusive part of the tax',
  },
  amountRefunded: amount,
  discount: { oneOf: [{ $ref: '#/components/schemas/AppliedDiscount' }, { type: 'null' }] },
  taxes: { type: 'array', maxItems: 5, items: { $ref: '#/components/schemas/AppliedTax' } },
  shippingAmount: {
    ...amount,
    description: 'What the delivery costs. There where the shop delivers anything.',
  },
  shipping: { oneOf: [{ $ref: '#/components/schemas/AppliedShipping' }, { type: 'null' }] },
  fulfilment: {
    type: 'string',
    enum: FULFILMENTS,
    description: 'How far the goods are. There where the shop delivers anything.',
  },
  tracking: { oneOf: [{ $ref: '#/components/schemas/Tracking' }, { type: 'null' }] },
  customerEmail: { type: ['string', 'null'] },
  createdAt: instant,
  paidAt: { ...instant, type: ['string', 'null'] },
}

const started = {
  publishableKey: { type: 'string', description: 'Of the Stripe account that takes the money.' },
  orderId: id,
  returnUrl: {
    type: 'string',
    format: 'uri',
    description: 'The page of the order, with its token: where the shopper comes back to.',
  },
}

const clientSecret = {
  type: ['string', 'null'],
  description: 'What Stripe.js shows the payment with; null when there was nothing to pay.',
}

const startedSession: FieldsOf<StartedSession> = {
  sessionId: {
    type: ['string', 'null'],
    description: 'Stripe’s Checkout Session; null when there was nothing to pay.',
  },
  url: {
    type: ['string', 'null'],
    format: 'uri',
    description:
      'Where the browser goes to pay; null in the flow `embedded` and when there was nothing to pay.',
  },
  clientSecret: {
    ...clientSecret,
    description: `Only in the flow \`embedded\`: ${clientSecret.description}`,
  },
  ...started,
}

const startedIntent: FieldsOf<Omit<StartedIntent, 'url'>> = {
  paymentIntentId: {
    type: ['string', 'null'],
    description: 'Stripe’s Payment Intent; null when there was nothing to pay.',
  },
  clientSecret,
  shipTo: {
    type: 'array',
    items: { type: 'string', pattern: '^[A-Z]{2}$' },
    description:
      'Where it can be sent to (ISO 3166), for the Address Element; empty: everywhere. There where something is sent.',
  },
  ...started,
}

export const schemas = {
  Id: id,
  Flow: {
    type: 'string',
    enum: PAYMENT_FLOWS,
    default: 'hosted',
    description:
      '`hosted`: on Stripe’s page. `embedded`: Stripe’s page inside the shop’s. `intent`: the Payment Element.',
  },
  OrderLine: whole(orderLine),
  AppliedDiscount: whole(appliedDiscount, ['id', 'name', 'amount']),
  AppliedTax: whole(appliedTax),
  RefundedOrder: {
    allOf: [
      { $ref: '#/components/schemas/Order' },
      {
        type: 'object',
        properties: { refund: { $ref: '#/components/schemas/Refund' } },
        required: ['refund'],
      },
    ],
  },
  Refund: whole({
    amount,
    currency,
    status: {
      type: 'string',
      enum: ['requested', 'requires_action', 'pending', 'succeeded', 'failed', 'canceled'],
      description: '`requested` is not confirmed by Stripe yet, `pending` on its way.',
    },
    reason: { type: ['string', 'null'] },
  }),
  AppliedShipping: whole(appliedShipping),
  Tracking: whole(tracking),
  Order: whole(
    order,
    Object.keys(order).filter((name) => !OF_DELIVERY.has(name)),
  ),
  OrderList: whole({
    orders: {
      type: 'array',
      items: { $ref: '#/components/schemas/Order' },
      description: 'Newest first.',
    },
    hasMore: { type: 'boolean' },
    next: { type: ['string', 'null'], description: 'For `after`, to read on; null at the end.' },
  }),
  StartedPayment: {
    anyOf: [{ $ref: '#/components/schemas/StartedSession' }, { $ref: '#/components/schemas/StartedIntent' }],
    description: 'A session in the flows `hosted` and `embedded`, an intent in the flow `intent`.',
  },
  StartedSession: whole(startedSession, ['sessionId', 'url', 'publishableKey', 'orderId', 'returnUrl']),
  StartedIntent: whole(
    startedIntent,
    Object.keys(startedIntent).filter((name) => name !== 'shipTo'),
  ),
  Message: whole({ message: { type: 'string', description: 'In the language that was asked for.' } }),
  Error: whole({
    error: whole({
      code: { type: 'string', enum: Object.keys(ERROR_CODES), description: listOf(ERROR_CODES) },
      message: { type: 'string', description: 'For people.' },
    }),
  }),
  PayloadError: whole({
    errors: {
      type: 'array',
      items: { type: 'object', properties: { message: { type: 'string' } }, required: ['message'] },
    },
  }),
  /** What Payload says where it has no such route, or no such document. */
  PayloadNotFound: {
    anyOf: [
      { $ref: '#/components/schemas/PayloadError' },
      { type: 'object', properties: { message: { type: 'string' } }, required: ['message'] },
    ],
  },
  WrittenDocument: {
    type: 'object',
    properties: { doc: { $ref: '#/components/schemas/Document' }, message: { type: 'string' } },
    required: ['doc'],
    additionalProperties: true,
  },
  PayloadList: whole(
    {
      docs: { type: 'array', items: { $ref: '#/components/schemas/Document' } },
      totalDocs: { type: 'integer' },
      limit: { type: 'integer' },
      totalPages: { type: 'integer' },
      page: { type: 'integer' },
      hasNextPage: { type: 'boolean' },
      hasPrevPage: { type: 'boolean' },
    },
    ['docs', 'totalDocs'],
  ),
  Document: {
    type: 'object',
    properties: { id, createdAt: instant, updatedAt: instant },
    required: ['id'],
    description: 'A document of the collection, with the fields that the reader may see.',
    additionalProperties: true,
  },
  Item: {
    type: 'object',
    description: 'Something that is sold.',
    properties: {
      id: { ...id, readOnly: true },
      name: { type: 'string', maxLength: 250 },
      price: { ...amount, minimum: 1 },
      currency,
      description: { type: ['object', 'null'], description: 'Lexical’s rich text.' },
      images: { type: 'array', maxItems: 8, items: { oneOf: [id, { type: 'object' }] } },
      stock: { type: ['integer', 'null'], minimum: 0, description: 'What is left; null: unlimited.' },
      isShipped: { type: 'boolean', description: 'False for what needs no delivery.' },
      _status: { type: 'string', enum: ['draft', 'published'] },
    },
    required: ['name', 'price', 'currency'],
  },
  LogIn: whole({ email: { type: 'string', format: 'email' }, password: { type: 'string' } }),
  LoggedIn: whole({
    token: { type: 'string', description: 'For `Authorization: JWT <token>`.' },
    exp: { type: 'integer', description: 'When the token expires, in seconds since 1970.' },
    user: {
      type: 'object',
      properties: { id, email: { type: 'string' }, role: { type: 'string', enum: ROLES } },
    },
  }),
}

/** An object all of whose fields are there, unless it is said which ones. */
function whole(properties: Record<string, Schema>, required = Object.keys(properties)) {
  return { type: 'object', properties, required }
}

function listOf(codes: Record<string, string>): string {
  return Object.entries(codes)
    .map(([code, meaning]) => `- \`${code}\`: ${meaning}`)
    .join('\n')
}
