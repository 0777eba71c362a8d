/** The shop's pages in English, and what every other language has to say. */
export const en = {
  /** For dates and numbers. */
  locale: 'en-GB',
  layout: {
    skip: 'Skip to the content',
    aboutDemo: 'About this demo',
    demo: 'Demo shop: no real money moves.',
    demoCardBefore: 'Pay with the test card',
    demoCardAfter: ', any future date and any three digits.',
    cart: 'Cart',
    aboutShop: 'About this shop',
    languages: 'Language',
    vatNumber: (number: string) => `VAT number ${number}`,
    payments: 'Payments by Stripe. Card details never reach this shop.',
    print: 'Print',
    back: 'Back to the shop',
  },
  search: { label: 'Search by name', button: 'Search' },
  catalogue: {
    heading: 'Everything in the shop',
    description: (shop: string) => `Everything that ${shop} sells.`,
    quoted: (query: string) => `“${query}”`,
    results: (count: number, query: string) =>
      `${count} ${count === 1 ? 'result' : 'results'} for “${query}”`,
    manyResults: (count: number, query: string) =>
      `More than ${count.toLocaleString('en')} results for “${query}”`,
    showAll: 'Show everything',
    nothingHere: 'There is nothing on this page.',
    nothingFound: 'Nothing here has that name. Try a shorter word, or look at everything.',
    empty: 'The shelves are empty at the moment. Please come back soon.',
    pages: 'Pages',
    page: (page: number) => `Page ${page}`,
    pageOf: (page: number, pageCount: number) => `Page ${page} of ${pageCount}`,
    previous: 'Previous',
    next: 'Next',
  },
  prices: {
    includes: (taxes: string) => `incl. ${taxes}`,
    adds: (taxes: string) => `plus ${taxes}`,
    allInclude: (taxes: string) => `All prices include ${taxes}.`,
    allAdd: (taxes: string) => `${taxes} is added to all prices.`,
    /** A reduced price: the lowest of the 30 days before. */
    lowest: (price: string) => `Lowest price of the 30 days before: ${price}`,
    addsDelivery: (cost: string) => `plus ${cost} delivery`,
    addsDeliveryFrom: (cost: string) => `plus delivery from ${cost}`,
    freeDelivery: 'Free delivery',
  },
  delivery: {
    label: 'Delivery',
    choose: 'Use this delivery',
    free: 'free',
    /** Business days; null where that end is open. */
    days: (least: number | null, most: number | null) => {
      if (least !== null && most !== null && least !== most) return `${least}–${most} business days`
      const count = most ?? least
      return count === null ? '' : `${count} business ${count === 1 ? 'day' : 'days'}`
    },
    track: 'Track your parcel',
    states: {
      to_pack: 'We are packing your order.',
      shipped: 'Your order is on its way.',
      delivered: 'Your order was delivered.',
      returned: 'Your order came back to us.',
    },
  },
  item: {
    all: 'All items',
    quantity: 'Quantity',
    buy: 'Buy now',
    addToCart: 'Add to cart',
    soldOut: 'Sold out',
    reserved: 'Reserved',
    left: (count: number) => `Only ${count} left`,
  },
  cart: {
    title: 'Cart',
    heading: 'Your cart',
    empty: 'There is nothing in your cart yet.',
    each: (price: string) => `${price} each`,
    gone: 'An item that is no longer sold',
    quantityOf: (name: string) => `Quantity of ${name}`,
    change: 'Change',
    changeOf: 'the quantity of',
    remove: 'Remove',
    code: 'Promotion code',
    removeCode: 'the promotion code',
    useCode: 'Use this code',
    caption: 'What the cart costs',
    blocked: 'To go on to payment, change or remove what cannot be bought.',
    placeOrder: 'Place the order',
  },
  bill: {
    subtotal: 'Subtotal',
    discount: 'Discount',
    total: 'Total',
    includes: (tax: string) => `Includes ${tax}`,
    refunded: 'Refunded',
    pay: (total: string) => `Pay ${total}`,
  },
  order: {
    title: (number: string) => `Order ${number}`,
    number: 'Order',
    placedOn: 'Placed on',
    email: 'E-mail',
    paidOn: 'Paid on',
    receipt: 'Receipt',
    printReceipt: 'Print the receipt',
    caption: 'What was ordered',
    item: 'Item',
    amount: 'Amount',
    refused: 'The payment was not completed, and nothing was charged. You can try again.',
    states: {
      waiting: {
        label: 'Waiting for payment',
        heading: 'Your order is ready',
        message: 'Look it over, then go on to payment. Nothing has been charged yet.',
      },
      processing: {
        label: 'Payment on its way',
        heading: 'Thank you for your order',
        message:
          'Your bank is processing the payment. That can take a few days; this page will show when it has arrived.',
      },
      paid: {
        label: 'Paid',
        heading: 'Thank you for your order',
        message:
          'We have received your payment. Keep the address of this page: it always shows the state of your order.',
      },
      partially_refunded: {
        label: 'Partly refunded',
        heading: 'Part of your money is on its way back',
        message: 'It goes to the card or account that you paid with, usually within ten days.',
      },
      refunded: {
        label: 'Refunded',
        heading: 'Your money is on its way back',
        message: 'It goes to the card or account that you paid with, usually within ten days.',
      },
      canceled: {
        label: 'Canceled',
        heading: 'This order was canceled',
        message: 'Nothing more will be charged for it.',
      },
      expired: {
        label: 'Expired',
        heading: 'This payment ran out of time',
        message: 'Nothing was charged. The order is still here if you would like to pay for it.',
      },
      failed: {
        label: 'Payment failed',
        heading: 'This payment did not go through',
        message: 'Nothing was charged. You can try again.',
      },
      unsure: {
        label: 'Confirming payment',
        heading: 'One moment, please',
        message:
          'We cannot check right now whether this order is paid. Nothing is lost: this page keeps trying.',
      },
    },
  },
  packing: {
    title: (number: string) => `Packing slip for order ${number}`,
    to: 'Deliver to',
    noAddress: 'No delivery address was collected for this order.',
    caption: 'What goes into the parcel',
    nothing: 'There is nothing to pack: everything in this order is delivered without a parcel.',
  },
  findOrder: {
    title: 'Find your order',
    text: 'Enter the order number and the e-mail address that you gave when you paid. We will send you a link to the order.',
    number: 'Order number',
    email: 'E-mail',
    button: 'Send the link',
    sent: (number: string, email: string) =>
      `If order ${number} was placed with ${email}, the link to it is on its way. Please look among your unwanted mail too.`,
  },
  payment: {
    heading: 'Payment',
    email: 'E-mail',
    elsewhere: 'Pay on Stripe’s own page',
    back: 'Back to the order',
  },
  errors: {
    400: { heading: 'That did not look right', message: 'The shop could not read this request.' },
    401: { heading: 'This page is not public', message: 'Sign in, or use the link that you were sent.' },
    403: { heading: 'This page is not public', message: 'Use the link that you were sent, in full.' },
    404: {
      heading: 'There is nothing here',
      message: 'The page may have moved, or the item is no longer sold.',
    },
    405: {
      heading: 'That did not look right',
      message: 'This address does not support that kind of request.',
    },
    409: { heading: 'That is not possible now', message: 'Something has changed in the meantime.' },
    413: { heading: 'That was too much', message: 'The request was larger than the shop accepts.' },
    429: { heading: 'One moment, please', message: 'That was a lot at once. Please try again in a minute.' },
    500: { heading: 'Something went wrong', message: 'The fault is ours. Please try again in a moment.' },
    502: {
      heading: 'The payment could not start',
      message: 'Nothing was charged. Please try again in a moment.',
    },
    503: {
      heading: 'We will be right back',
      message: 'The shop cannot answer right now. Please try again in a moment.',
    },
  },
  mail: {
    view: 'View your order',
    total: (total: string) => `Total: ${total}`,
    paid: {
      subject: (number: string, shop: string) => `Your order ${number} at ${shop}`,
      heading: 'Thank you for your order',
      text: (number: string, day: string) =>
        `We have received your payment for order ${number} of ${day}. This is what you ordered:`,
      keep: 'The link shows the state of your order at any time. Whoever has it can see the order, so keep it to yourself.',
    },
    link: {
      subject: (number: string, shop: string) => `Pay for your order ${number} at ${shop}`,
      heading: 'Your order is ready',
      text: 'We have put this order together for you. Look it over; the link leads to the payment. Nothing has been charged yet.',
      button: 'Look at the order and pay',
    },
    lostLink: {
      subject: (number: string, shop: string) => `The link to your order ${number} at ${shop}`,
      heading: 'The link to your order',
      text: (number: string, day: string) =>
        `Somebody asked for the link to order ${number} of ${day}. Whoever has it can see the order, so keep it to yourself.`,
      ignore: 'If it was not you, there is nothing to do: the link was sent to nobody else.',
    },
    shipped: {
      subject: (number: string, shop: string) => `Your order ${number} from ${shop} is on its way`,
      heading: 'Your order is on its way',
      text: (number: string) => `We have sent your order ${number}.`,
      parcel: (parcel: string) => `Parcel: ${parcel}`,
      track: 'Track your parcel',
    },
    refund: {
      pending: {
        subject: (number: string) => `Your refund for order ${number} is on its way`,
        heading: 'Your money is on its way back',
        text: (amount: string, number: string) => `We are giving back ${amount} for order ${number}.`,
        more: 'It goes to the card or account that you paid with, usually within ten days.',
      },
      succeeded: {
        subject: (number: string) => `Your refund for order ${number}`,
        heading: 'Your money was given back',
        text: (amount: string, number: string) => `We have given back ${amount} for order ${number}.`,
        more: 'Your bank usually shows it within ten days, on the card or account that you paid with.',
      },
      failed: {
        subject: (number: string) => `Your refund for order ${number} did not go through`,
        heading: 'A refund did not go through',
        text: (amount: string, number: string) =>
          `We tried to give back ${amount} for order ${number}, and your bank did not accept it.`,
        more: 'The money is still owed to you. Please answer this mail, so that we can find another way.',
      },
    },
    review: {
      subject: (number: string) => `Order ${number} needs a look`,
      heading: (number: string) => `Order ${number} needs a look`,
      text: 'The shop has noted this on the order:',
      deadline: (day: string) => `The bank wants an answer until ${day}. It is given in Stripe’s Dashboard.`,
      button: 'Open the order',
    },
    reset: {
      subject: (shop: string) => `A new password for ${shop}`,
      heading: 'A new password',
      text: (email: string) =>
        `Somebody asked for a new password for ${email}. If that was you, choose one within an hour:`,
      button: 'Choose a new password',
      ignore: 'If it was not you, there is nothing to do: the old password stays.',
    },
    /** Of an order that there never was, for whoever looks at mails beforehand. */
    sample: {
      item: 'Stoneware mug',
      otherItem: 'Linen throw',
      discount: 'Welcome',
      tax: 'VAT',
      delivery: 'Parcel',
      review: 'The customer’s bank has opened a dispute about this payment.',
    },
  },
  preview: 'Preview: only staff see this page, and nothing can be bought on it.',
  demoMail: {
    title: 'Mails of the demo',
    text: 'A demo sends no mail. What it would have sent is kept here, newest first.',
    empty: 'There are no mails yet.',
    to: 'To',
  },
  /** What the scripts of the pages say, by the names that they ask for. */
  script: {
    working: 'Opening the payment page…',
    unreachable: 'The shop could not be reached. Please check your connection and try again.',
    unreadable: 'Something went wrong. Please try again in a moment.',
    over: 'That payment was ended in the meantime, and nothing was charged by it. You can start it again.',
    slow: 'This takes longer than usual. Nothing is lost: look at this page again later.',
    unloadable: 'The payment form could not be loaded. Nothing was charged.',
    unfinished: 'The payment could not be completed. Please try again.',
    unconfirmed:
      'Your bank could not confirm that it was you, and nothing was charged. Please try again, or pay with another card.',
    loading: 'Loading the payment form…',
    paying: 'Paying…',
  },
}

export type Words = typeof en
