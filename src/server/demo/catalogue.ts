/** What the demo shop sells. All of it, the pictures in `art/` too, was made for this project. */
export interface DemoItem {
  name: string
  /** In the minor unit of `currency`. */
  price: number
  currency: 'usd' | 'eur' | 'jpy' | 'kwd'
  paragraphs: readonly string[]
  facts: readonly string[]
  pictures: readonly DemoPicture[]
  /** How many are left; null is unlimited. */
  stock: number | null
  status: 'published' | 'draft'
}

export interface DemoPicture {
  /** The name of a drawing in `art/`, without its extension. */
  drawing: string
  alt: string
}

export const DEMO_ITEMS: readonly DemoItem[] = [
  {
    name: 'Speckled Stoneware Mug',
    price: 2400,
    currency: 'usd',
    paragraphs: [
      'A mug for the long breakfast: thrown by hand, dipped in a glaze the blue of wet slate, and left bare at the foot, so that it sits warm in the palm.',
      'No two have the same speckles. The iron in the clay decides that in the kiln.',
    ],
    facts: ['Holds 350 ml', 'Stoneware, fired at 1,240 °C', 'For the dishwasher and the microwave'],
    pictures: [
      { drawing: 'mug', alt: 'A slate-blue mug with a bare clay foot, full of coffee' },
      { drawing: 'mug-set', alt: 'The mug in blue, terracotta and cream on a wooden shelf' },
    ],
    stock: null,
    status: 'published',
  },
  {
    name: 'Walnut Serving Board',
    price: 4900,
    currency: 'eur',
    paragraphs: [
      'One plank, one curve, one hole to hang it by. Cut from European walnut that fell in storms, then oiled three times and rubbed until it stops drinking.',
      'Knives leave their marks on it; a little oil once a season takes most of them away again.',
    ],
    facts: ['48 × 22 × 2 cm, 1.1 kg', 'Solid walnut, not glued', 'Wash by hand and dry upright'],
    pictures: [{ drawing: 'board', alt: 'A walnut board with a wedge of cheese, two figs and a knife' }],
    stock: null,
    status: 'published',
  },
  {
    name: 'Brass Desk Lamp',
    price: 12900,
    currency: 'usd',
    paragraphs: [
      'It lights the page and not the room. Both joints hold where you leave them, and the brass is not lacquered: it darkens where hands touch it and stays bright where they do not.',
    ],
    facts: [
      'Reaches 55 cm, base 18 cm',
      'Takes an E27 bulb of up to 40 W; a warm LED is included',
      'Cloth-covered cable, 2 m, with a switch',
    ],
    pictures: [{ drawing: 'lamp', alt: 'A brass lamp on a dark desk, shining on a small stack of books' }],
    stock: 40,
    status: 'published',
  },
  {
    name: 'Highland Wool Throw',
    price: 8900,
    currency: 'eur',
    paragraphs: [
      'Woven from the wool of hill sheep in a twill that keeps its shape. It is a little rough for the first week and soft for the twenty years after.',
      'The fringes are knotted by hand, one after the other, by two people who like each other’s company.',
    ],
    facts: [
      '130 × 180 cm, 900 g',
      'Pure new wool, undyed cream and madder red',
      'Air it often, wash it rarely',
    ],
    pictures: [
      { drawing: 'throw', alt: 'A red checked wool throw, folded on a wooden stool' },
      { drawing: 'throw-weave', alt: 'The twill weave and the knotted fringe from close by' },
    ],
    stock: null,
    status: 'published',
  },
  {
    name: 'Pour-Over Coffee Set',
    price: 3850,
    currency: 'usd',
    paragraphs: [
      'A porcelain dripper, a glass jug and nothing that needs electricity. Four minutes from kettle to cup, and the best part of them is the smell.',
    ],
    facts: [
      'Makes two large cups, 600 ml',
      'Takes common cone filters; twenty are included',
      'Borosilicate glass and porcelain',
    ],
    pictures: [{ drawing: 'dripper', alt: 'Coffee running from a porcelain dripper into a glass jug' }],
    stock: null,
    status: 'published',
  },
  {
    name: 'Beeswax Candles, Set of Three',
    price: 1650,
    currency: 'eur',
    paragraphs: [
      'Rolled from sheets of pure beeswax, with the pattern of the comb still on them. They burn slowly, hardly drip, and smell of the meadow before anybody lights them.',
    ],
    facts: ['18, 24 and 30 cm high', 'About 9, 12 and 16 hours', 'Cotton wicks without metal'],
    pictures: [{ drawing: 'candle', alt: 'Three beeswax candles of different heights on a brass tray' }],
    stock: null,
    status: 'published',
  },
  {
    name: 'Field Notebooks, Set of Three',
    price: 1500,
    currency: 'usd',
    paragraphs: [
      'Small enough for the back pocket, stitched so that they lie flat, and made of paper that takes ink without showing it on the other side.',
      'One is ruled, one is squared and one is blank, because thoughts come in more than one shape.',
    ],
    facts: ['9 × 14 cm, 64 pages each', 'Recycled 100 g paper', 'An elastic band keeps them shut'],
    pictures: [
      { drawing: 'notebooks', alt: 'Three notebooks in green, red and kraft, with a blue pencil' },
      {
        drawing: 'notebooks-open',
        alt: 'A notebook lying open, with notes on the left and a drawn leaf on the right',
      },
    ],
    stock: null,
    status: 'published',
  },
  {
    name: 'Terracotta Planter',
    price: 2200,
    currency: 'eur',
    paragraphs: [
      'A pot that breathes. Unglazed terracotta lets the roots have air and tells you by its colour when the plant is thirsty.',
      'The last ones of this year’s firing; the potter starts again in spring.',
    ],
    facts: ['22 cm wide, 20 cm high', 'With a saucer and a drainage hole', 'The plant is not included'],
    pictures: [
      { drawing: 'planter', alt: 'A young rubber plant in a terracotta pot with a painted white line' },
    ],
    stock: 3,
    status: 'published',
  },
  {
    name: 'Canvas Market Bag',
    price: 3200,
    currency: 'usd',
    paragraphs: [
      'Heavy canvas, a flat bottom and handles that are long enough for the shoulder. It stands by itself while you look for your keys.',
    ],
    facts: [
      'Carries 20 kg, holds 24 l',
      'Organic cotton, 500 g per square metre',
      'Inner pocket for phone and purse',
    ],
    pictures: [
      { drawing: 'bag', alt: 'A canvas bag with red handles, filled with bread, leeks and an orange' },
    ],
    stock: null,
    status: 'published',
  },
  {
    name: 'Cast-Iron Teapot',
    price: 8800,
    currency: 'jpy',
    paragraphs: [
      'Cast in sand, dotted by hand, enamelled inside. It keeps tea hot for as long as a good conversation takes, or an hour, whichever is shorter.',
    ],
    facts: ['Holds 650 ml', 'With a strainer of stainless steel', 'Not for the stove: pour boiling water in'],
    pictures: [{ drawing: 'teapot', alt: 'A dark cast-iron teapot beside a small cup of green tea' }],
    stock: null,
    status: 'published',
  },
  {
    name: 'Brass Coffee Pot',
    price: 24750,
    currency: 'kwd',
    paragraphs: [
      'A pot in the manner of the Gulf, with the long beak that pours a thin, exact stream. Beaten from brass, tinned inside, and engraved with a band that every workshop draws a little differently.',
    ],
    facts: ['Holds 900 ml, 31 cm high', 'With two small porcelain cups', 'Polish with lemon and salt'],
    pictures: [
      {
        drawing: 'coffee-pot',
        alt: 'A brass coffee pot with a long spout, a small cup and a plate of dates',
      },
    ],
    stock: 25,
    status: 'published',
  },
  {
    name: 'Porcelain Bud Vase',
    price: 4200,
    currency: 'eur',
    paragraphs: [
      'For one branch, or for the three flowers that somebody brought without thinking of a vase. Turned thin enough that light comes through at the neck.',
    ],
    facts: ['21 cm high', 'Porcelain with two brushed lines', 'Watertight'],
    pictures: [
      { drawing: 'vase', alt: 'A round white vase with violet lines, holding dried grasses and berries' },
    ],
    stock: 0,
    status: 'published',
  },
  {
    name: 'Oak Wall Clock',
    price: 9600,
    currency: 'usd',
    paragraphs: [
      'A clock that does not tick. The case is turned from one piece of oak. Photographs are still to come.',
    ],
    facts: ['32 cm wide', 'Silent movement, one AA battery'],
    pictures: [{ drawing: 'clock', alt: 'A round wall clock with an oak rim and a red second hand' }],
    stock: null,
    status: 'draft',
  },
]
