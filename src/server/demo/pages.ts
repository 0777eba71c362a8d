/** What the demo's shop says of itself. */
export const DEMO_SETTINGS = {
  name: 'Corner Shop',
  address: 'Corner Shop\n1 Example Street\nExampletown',
  contact: 'hello@corner-shop.example',
  language: 'en',
  timeZone: 'UTC',
  staffMail: 'staff@corner-shop.example',
}

interface DemoPage {
  title: string
  slug: string
  paragraphs: readonly string[]
}

export const DEMO_PAGES: readonly DemoPage[] = [
  {
    title: 'Imprint',
    slug: 'imprint',
    paragraphs: [
      'Corner Shop is a demo: there is no business behind it, and nothing here is for sale.',
      'A real shop names here who runs it, where it is, and how to reach its owner.',
    ],
  },
  {
    title: 'Terms',
    slug: 'terms',
    paragraphs: [
      'Whoever buys here pays with test cards, and nothing is sent.',
      'A real shop says here how a contract comes about, how one pays, and what happens when something is broken.',
    ],
  },
  {
    title: 'Returns',
    slug: 'returns',
    paragraphs: [
      'What was never sent need not be sent back.',
      'A real shop says here within how many days goods can be returned, where to, and who pays for it.',
    ],
  },
  {
    title: 'Privacy',
    slug: 'privacy',
    paragraphs: [
      'This shop keeps a cookie for the cart and one that makes a double click a single order. It follows nobody.',
      'A real shop says here what it keeps of its customers, for how long, and whom to ask about it.',
    ],
  },
  {
    title: 'Delivery',
    slug: 'delivery',
    paragraphs: [
      'The demo delivers nothing.',
      'A real shop says here where it delivers to, what that costs, and how long it takes.',
    ],
  },
]
