import { LANGUAGES } from 'payload-stripe-shop/storefront'
import { MAIL_KINDS } from '../mail/mail-kinds.ts'
import { html, json, responseRef, text } from './responses.ts'
import { schemaRef } from './schemas.ts'

/** Who may ask. Several in a list: any one of them is enough. */
const NOBODY_IN_PARTICULAR: unknown[] = []
const STAFF = [{ cookie: [] }, { jwt: [] }, { apiKey: [] }]
const STAFF_OR_TOKEN = [...STAFF, { orderToken: [] }]

const id = (what: string) => ({
  name: 'id',
  in: 'path',
  required: true,
  description: `The id of ${what}.`,
  schema: schemaRef('Id'),
})

const quantity = {
  name: 'quantity',
  in: 'query',
  description: 'Plain digits.',
  schema: { type: 'integer', minimum: 1, maximum: 99, default: 1 },
}
const shipping = {
  name: 'shipping',
  in: 'query',
  description: 'The id of a delivery option; the cheapest one where none is named.',
  schema: schemaRef('Id'),
}
const flow = { name: 'flow', in: 'query', schema: schemaRef('Flow') }
const idempotencyKey = {
  name: 'Idempotency-Key',
  in: 'header',
  description:
    'Repeated calls of one caller (user, browser or address) with one key, item and quantity are one order while that order is open.',
  schema: { type: 'string' },
}
const form = (fields: Record<string, unknown>) => ({
  content: {
    'application/x-www-form-urlencoded': { schema: { type: 'object', properties: fields } },
    'application/json': { schema: { type: 'object', properties: fields } },
  },
})

const mailParameters = [
  { name: 'kind', in: 'path', required: true, schema: { type: 'string', enum: [...MAIL_KINDS] } },
  { name: 'language', in: 'path', required: true, schema: { type: 'string', enum: Object.keys(LANGUAGES) } },
]

const paymentRefusals = {
  400: responseRef('Invalid'),
  403: responseRef('Forbidden'),
  404: responseRef('NotFound'),
  405: responseRef('MethodNotAllowed'),
  409: responseRef('Conflict'),
  429: responseRef('TooMany'),
  502: responseRef('PaymentRefused'),
  503: responseRef('PaymentUnavailable'),
}
const orderRefusals = {
  400: responseRef('Invalid'),
  401: responseRef('Unauthorized'),
  403: responseRef('Forbidden'),
  404: responseRef('NotFound'),
  429: responseRef('TooMany'),
}

const lookUp = (operationId: string) => ({
  get: {
    tags: ['orders'],
    operationId,
    summary: 'Every order that contains the item, newest first',
    security: STAFF,
    parameters: [
      {
        name: 'limit',
        in: 'query',
        schema: { type: 'integer', minimum: 1, maximum: 100, default: 20 },
      },
      { name: 'after', in: 'query', description: 'The answer’s `next`.', schema: { type: 'string' } },
    ],
    responses: { 200: json('One page of orders.', 'OrderList'), ...orderRefusals },
  },
  parameters: [id('the item')],
})

function changeOfCart(
  operationId: string,
  { summary, fields }: { summary: string; fields: Record<string, unknown> },
) {
  return {
    post: {
      tags: ['payments'],
      operationId,
      summary,
      security: NOBODY_IN_PARTICULAR,
      requestBody: form(fields),
      responses: {
        303: responseRef('ToCart'),
        400: responseRef('Invalid'),
        403: responseRef('Forbidden'),
        404: responseRef('NotFound'),
        409: responseRef('Conflict'),
        413: responseRef('TooLarge'),
        429: responseRef('TooMany'),
      },
    },
  }
}

const ADDING = {
  summary: 'Adds to what there is of the item in the cart',
  fields: { item: schemaRef('Id'), quantity: quantity.schema },
}

const shopPaths = {
  '/': {
    get: {
      tags: ['pages'],
      operationId: 'showCatalogue',
      summary: 'The catalogue: published items',
      security: NOBODY_IN_PARTICULAR,
      parameters: [
        { name: 'q', in: 'query', description: 'A part of the name.', schema: { type: 'string' } },
        { name: 'page', in: 'query', schema: { type: 'integer', minimum: 1, default: 1 } },
      ],
      responses: { 200: html('The page.'), 429: responseRef('ErrorPage') },
    },
  },
  '/item/{id}': {
    get: {
      tags: ['pages'],
      operationId: 'showItem',
      summary: 'The page of one published item, with its Buy button',
      security: NOBODY_IN_PARTICULAR,
      responses: { 200: html('The page.'), 404: responseRef('ErrorPage'), 429: responseRef('ErrorPage') },
    },
    parameters: [id('the item')],
  },
  '/preview/item/{id}': {
    get: {
      tags: ['pages'],
      operationId: 'previewItem',
      summary: 'An item’s page as it will be once its draft is published',
      security: STAFF,
      responses: {
        200: html('The page.'),
        401: responseRef('ErrorPage'),
        403: responseRef('ErrorPage'),
        404: responseRef('ErrorPage'),
      },
    },
    parameters: [id('the item')],
  },
  '/preview/mail/{kind}/{language}': {
    get: {
      tags: ['pages'],
      operationId: 'previewMail',
      summary: 'A mail as it is sent, of an order that does not exist',
      security: STAFF,
      responses: {
        200: html('The mail.'),
        401: responseRef('ErrorPage'),
        403: responseRef('ErrorPage'),
        404: responseRef('ErrorPage'),
      },
    },
    parameters: mailParameters,
  },
  '/preview/mail/{kind}/{language}/text': {
    get: {
      tags: ['pages'],
      operationId: 'previewMailText',
      summary: 'The same as text, under its subject',
      security: STAFF,
      responses: {
        200: text('The mail.'),
        401: responseRef('ErrorPage'),
        403: responseRef('ErrorPage'),
        404: responseRef('ErrorPage'),
      },
    },
    parameters: mailParameters,
  },
  '/page/{slug}': {
    get: {
      tags: ['pages'],
      operationId: 'showPage',
      summary: 'A published page of text, such as the terms',
      security: NOBODY_IN_PARTICULAR,
      responses: { 200: html('The page.'), 404: responseRef('ErrorPage') },
    },
    parameters: [
      {
        name: 'slug',
        in: 'path',
        required: true,
        description: 'The end of its address.',
        schema: { type: 'string', pattern: '^[a-z0-9-]{1,100}$' },
      },
    ],
  },
  '/sitemap.xml': {
    get: {
      tags: ['pages'],
      operationId: 'readSitemap',
      summary: 'Every page that strangers may see, or where the parts of that list are',
      security: NOBODY_IN_PARTICULAR,
      responses: {
        200: {
          description: 'https://www.sitemaps.org/protocol.html',
          content: { 'application/xml': { schema: { type: 'string' } } },
        },
      },
    },
  },
  '/robots.txt': {
    get: {
      tags: ['pages'],
      operationId: 'readRobots',
      summary: 'Where search engines may look',
      security: NOBODY_IN_PARTICULAR,
      responses: { 200: text('https://www.rfc-editor.org/rfc/rfc9309') },
    },
  },
  '/sitemap/{part}': {
    get: {
      tags: ['pages'],
      operationId: 'readSitemapPart',
      summary: 'A part of the list of a large shop',
      security: NOBODY_IN_PARTICULAR,
      responses: {
        200: {
          description: 'https://www.sitemaps.org/protocol.html',
          content: { 'application/xml': { schema: { type: 'string' } } },
        },
        404: responseRef('NotFound'),
      },
    },
    parameters: [
      {
        name: 'part',
        in: 'path',
        required: true,
        description: '`pages.xml`, or the first item of the part.',
        schema: { type: 'string' },
        example: 'pages.xml',
      },
    ],
  },
  '/demo/mail': {
    get: {
      tags: ['pages'],
      operationId: 'showDemoMails',
      summary: 'The mails that a demo would have sent, newest first; in a demo only, and on its own machine',
      security: NOBODY_IN_PARTICULAR,
      responses: { 200: html('The page.'), 403: responseRef('ErrorPage'), 404: responseRef('ErrorPage') },
    },
  },
  '/buy/{id}': {
    get: {
      tags: ['payments'],
      operationId: 'buyItem',
      summary: 'Starts a payment for one item',
      description: 'Each call without a key of its own starts an order of its own. HEAD is refused.',
      security: NOBODY_IN_PARTICULAR,
      parameters: [quantity, flow, shipping, idempotencyKey],
      responses: { 200: json('The payment was started.', 'StartedPayment'), ...paymentRefusals },
    },
    post: {
      tags: ['payments'],
      operationId: 'buyItemByForm',
      summary: 'The same from a page’s form',
      security: NOBODY_IN_PARTICULAR,
      parameters: [idempotencyKey],
      requestBody: form({ quantity: quantity.schema, flow: flow.schema, shipping: shipping.schema }),
      responses: { 303: responseRef('ToPayment'), ...paymentRefusals },
    },
    parameters: [id('the item')],
  },
  '/order/find': {
    get: {
      tags: ['pages'],
      operationId: 'showFindOrder',
      summary: 'The form that asks for the link of an order; in a shop that sends mail',
      security: NOBODY_IN_PARTICULAR,
      responses: { 200: html('The page.') },
    },
    post: {
      tags: ['orders'],
      operationId: 'findOrder',
      summary: 'Sends the link of an order to its buyer’s address, if that is the one that is given',
      description:
        'Answers the same, and as late, whether there is such an order. JSON, or the page where `Accept` names `text/html`.',
      security: NOBODY_IN_PARTICULAR,
      requestBody: form({ number: { type: 'string' }, email: { type: 'string', format: 'email' } }),
      responses: {
        202: json('If they belong together, the mail is on its way.', 'Message'),
        400: responseRef('Invalid'),
        403: responseRef('Forbidden'),
        413: responseRef('TooLarge'),
        429: responseRef('TooMany'),
      },
    },
  },
  '/order/{id}': {
    get: {
      tags: ['orders'],
      operationId: 'readOrder',
      summary: 'The order as JSON, or its page where `Accept` names `text/html`',
      security: STAFF_OR_TOKEN,
      responses: {
        200: {
          description: 'The order.',
          content: {
            'application/json': { schema: schemaRef('Order') },
            'text/html': { schema: { type: 'string' } },
          },
        },
        ...orderRefusals,
      },
    },
    parameters: [id('the order')],
  },
  '/order/{id}/packing-slip': {
    get: {
      tags: ['orders'],
      operationId: 'showPackingSlip',
      summary: 'What goes into the parcel and where to, to be printed by staff: no prices',
      security: STAFF,
      responses: {
        200: html('The page.'),
        401: responseRef('ErrorPage'),
        403: responseRef('ErrorPage'),
        404: responseRef('ErrorPage'),
        409: responseRef('ErrorPage'),
        429: responseRef('ErrorPage'),
      },
    },
    parameters: [id('the order')],
  },
  '/order/{id}/buy': {
    get: {
      tags: ['payments'],
      operationId: 'payOrder',
      summary: 'Starts a payment for the whole order, or answers the one that is open',
      security: STAFF_OR_TOKEN,
      parameters: [flow],
      responses: {
        200: json('The payment was started, or there was nothing to pay.', 'StartedPayment'),
        401: responseRef('Unauthorized'),
        ...paymentRefusals,
      },
    },
    post: {
      tags: ['payments'],
      operationId: 'payOrderByForm',
      summary: 'The same from a page’s form',
      security: STAFF_OR_TOKEN,
      requestBody: form({ flow: flow.schema }),
      responses: {
        303: responseRef('ToPayment'),
        401: responseRef('Unauthorized'),
        ...paymentRefusals,
      },
    },
    parameters: [id('the order')],
  },
  '/cart': {
    get: {
      tags: ['payments'],
      operationId: 'showCart',
      summary: 'The page of the cart, which a signed cookie keeps',
      security: NOBODY_IN_PARTICULAR,
      responses: { 200: html('The page.') },
    },
  },
  '/cart/items': changeOfCart('addToCart', ADDING),
  '/cart/add': changeOfCart('addToCartByForm', ADDING),
  '/cart/quantity': changeOfCart('changeCart', {
    summary: 'From now on that many of the item, which is in the cart already',
    fields: { item: schemaRef('Id'), quantity: quantity.schema },
  }),
  '/cart/remove': changeOfCart('removeFromCart', {
    summary: 'Takes the item out of the cart',
    fields: { item: schemaRef('Id') },
  }),
  '/cart/code': changeOfCart('enterCartCode', {
    summary: 'Enters a promotion code; an empty one takes it off',
    fields: { code: { type: 'string' } },
  }),
  '/cart/delivery': changeOfCart('chooseCartDelivery', {
    summary: 'Chooses a delivery option; an empty one is the cheapest',
    fields: { shipping: { type: 'string', description: 'The id of a delivery option.' } },
  }),
  '/cart/pay': {
    post: {
      tags: ['payments'],
      operationId: 'payCart',
      summary: 'Starts a payment for all that is in the cart: JSON, or 303 where `Accept` names `text/html`',
      security: NOBODY_IN_PARTICULAR,
      parameters: [idempotencyKey],
      requestBody: form({ flow: flow.schema, total: { type: 'integer', description: 'As it was shown.' } }),
      responses: {
        200: json('The payment was started, or there was nothing to pay.', 'StartedPayment'),
        303: responseRef('ToPayment'),
        ...paymentRefusals,
        413: responseRef('TooLarge'),
      },
    },
  },
  '/item/by_order/{id}': lookUp('findOrdersOfItem'),
  '/order/by_item/{id}': lookUp('findOrdersByItem'),
}

const stripePaths = {
  '/stripe/webhook/{account}': {
    post: {
      tags: ['stripe'],
      operationId: 'receiveEvent',
      summary: 'Receives the signed events of one Stripe account',
      description:
        'Answers 2xx only once the event is stored and applied for good. Anything else makes Stripe try again.',
      security: NOBODY_IN_PARTICULAR,
      parameters: [
        {
          name: 'Stripe-Signature',
          in: 'header',
          required: true,
          description: 'Made with the account’s signing secret, at most 300 s ago.',
          schema: { type: 'string' },
        },
      ],
      requestBody: {
        required: true,
        content: { 'application/json': { schema: { type: 'object', description: 'A Stripe event.' } } },
      },
      responses: {
        204: { description: 'Stored and applied, now or before, or not this shop’s.' },
        400: responseRef('Invalid'),
        404: responseRef('NotFound'),
        413: responseRef('TooLarge'),
        500: json('It could not be applied.', 'Error'),
      },
    },
    parameters: [
      {
        name: 'account',
        in: 'path',
        required: true,
        description: 'The name of the account: `default`, or a currency.',
        schema: { type: 'string' },
        example: 'default',
      },
    ],
  },
}

const operationPaths = {
  '/healthz': {
    get: {
      tags: ['operations'],
      operationId: 'isAlive',
      summary: 'Whether the process is alive',
      security: NOBODY_IN_PARTICULAR,
      responses: { 200: { description: 'It is.' } },
    },
  },
  '/readyz': {
    get: {
      tags: ['operations'],
      operationId: 'isReady',
      summary: 'Whether the database can be reached and the process is not stopping',
      security: NOBODY_IN_PARTICULAR,
      responses: { 200: { description: 'Ready.' }, 503: { description: 'Not ready.' } },
    },
  },
  '/metrics': {
    get: {
      tags: ['operations'],
      operationId: 'readMetrics',
      summary: 'Metrics in Prometheus’s text format',
      description: 'Without `METRICS_TOKEN` only for direct connections from the same machine.',
      security: [{ metricsToken: [] }, {}],
      responses: {
        200: text('The figures.'),
        401: responseRef('Unauthorized'),
        403: responseRef('Forbidden'),
      },
    },
  },
}

const collection = {
  name: 'collection',
  in: 'path',
  required: true,
  schema: { type: 'string', enum: ['items', 'media', 'orders', 'payments', 'users'] },
}
const payloadRefusals = {
  400: responseRef('Refused'),
  401: responseRef('Refused'),
  403: responseRef('Refused'),
}
/** Strangers' writes are counted. */
const payloadWriteRefusals = { ...payloadRefusals, 429: responseRef('Refused') }

const payloadPaths = {
  '/admin': {
    get: {
      tags: ['pages'],
      operationId: 'showAdminPanel',
      summary: 'Payload’s admin panel',
      security: NOBODY_IN_PARTICULAR,
      responses: { 200: html('The panel, or its log-in page.') },
    },
  },
  '/api/openapi.json': {
    get: {
      tags: ['operations'],
      operationId: 'readDescription',
      summary: 'This document',
      security: NOBODY_IN_PARTICULAR,
      responses: {
        200: {
          description: 'OpenAPI 3.1.',
          content: { 'application/json': { schema: { type: 'object' } } },
        },
      },
    },
  },
  '/api/users/login': {
    post: {
      tags: ['documents'],
      operationId: 'logIn',
      summary: 'Gives a token, and sets Payload’s cookie',
      security: NOBODY_IN_PARTICULAR,
      requestBody: { required: true, content: { 'application/json': { schema: schemaRef('LogIn') } } },
      responses: {
        200: json('Logged in.', 'LoggedIn'),
        400: responseRef('Refused'),
        401: responseRef('Refused'),
        429: responseRef('Refused'),
      },
    },
  },
  '/api/orders/{id}/refund': {
    post: {
      tags: ['orders'],
      operationId: 'refundOrder',
      summary: 'Gives back all that was received, or `amount`',
      description: 'For administrators and support. An `Idempotency-Key` makes repeats one refund.',
      security: STAFF,
      parameters: [
        {
          name: 'Idempotency-Key',
          in: 'header',
          description: 'The same person’s repeats with one key are one refund.',
          schema: { type: 'string' },
        },
      ],
      requestBody: form({
        amount: { type: ['integer', 'null'], minimum: 1, description: 'In the order’s minor unit.' },
      }),
      responses: {
        200: json('The order, and how the refund stands.', 'RefundedOrder'),
        ...payloadRefusals,
        404: responseRef('Nowhere'),
        409: responseRef('Refused'),
        413: responseRef('Refused'),
        429: responseRef('Refused'),
        502: responseRef('Refused'),
        503: responseRef('Refused'),
      },
    },
    parameters: [id('the order')],
  },
  '/api/{collection}': {
    get: {
      tags: ['documents'],
      operationId: 'findDocuments',
      summary: 'Payload’s REST: documents, with its `where`, `sort`, `limit`, `page` and `depth`',
      description: 'Strangers read published items and their pictures.',
      security: [{}, ...STAFF],
      responses: {
        200: json('Documents.', 'PayloadList'),
        ...payloadRefusals,
        404: responseRef('Nowhere'),
      },
    },
    post: {
      tags: ['documents'],
      operationId: 'createDocument',
      summary: 'Creates a document',
      security: STAFF,
      requestBody: {
        required: true,
        content: {
          'application/json': { schema: { anyOf: [schemaRef('Item'), { type: 'object' }] } },
        },
      },
      responses: {
        201: json('Created.', 'WrittenDocument'),
        ...payloadWriteRefusals,
        404: responseRef('Nowhere'),
        409: responseRef('Refused'),
      },
    },
    parameters: [collection],
  },
  '/api/{collection}/{id}': {
    get: {
      tags: ['documents'],
      operationId: 'readDocument',
      summary: 'Reads a document',
      security: [{}, ...STAFF],
      responses: { 200: json('The document.', 'Document'), ...payloadRefusals, 404: responseRef('Nowhere') },
    },
    patch: {
      tags: ['documents'],
      operationId: 'updateDocument',
      summary: 'Changes the fields that are sent',
      description: 'A write to something frozen is refused with 409, naming the field.',
      security: STAFF,
      requestBody: { required: true, content: { 'application/json': { schema: { type: 'object' } } } },
      responses: {
        200: json('Changed.', 'WrittenDocument'),
        ...payloadWriteRefusals,
        404: responseRef('Nowhere'),
        409: responseRef('Refused'),
      },
    },
    delete: {
      tags: ['documents'],
      operationId: 'deleteDocument',
      summary: 'Deletes a document',
      security: STAFF,
      responses: {
        200: json('Deleted.', 'WrittenDocument'),
        ...payloadWriteRefusals,
        404: responseRef('Nowhere'),
        409: responseRef('Refused'),
      },
    },
    parameters: [collection, id('the document')],
  },
}

export const paths = { ...shopPaths, ...stripePaths, ...operationPaths, ...payloadPaths }
