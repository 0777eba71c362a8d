/** What the items are called: in three languages, so that a search has something to find. */
const LANGUAGES = [
  {
    adjectives: [
      'Blue',
      'Green',
      'Small',
      'Heavy',
      'Round',
      'Striped',
      'Folding',
      'Waxed',
      'Painted',
      'Quiet',
    ],
    materials: [
      'ceramic',
      'walnut',
      'linen',
      'copper',
      'cotton',
      'leather',
      'glass',
      'bamboo',
      'wool',
      'steel',
    ],
    nouns: [
      'mug',
      'candle',
      'notebook',
      'teapot',
      'blanket',
      'lantern',
      'basket',
      'clock',
      'stool',
      'kettle',
    ],
  },
  {
    adjectives: [
      'Blaue',
      'Grüne',
      'Kleine',
      'Schwere',
      'Runde',
      'Gestreifte',
      'Faltbare',
      'Schöne',
      'Alte',
      'Leise',
    ],
    materials: [
      'Keramik',
      'Nussholz',
      'Leinen',
      'Kupfer',
      'Baumwolle',
      'Leder',
      'Glas',
      'Bambus',
      'Wolle',
      'Stahl',
    ],
    nouns: ['Tasse', 'Kerze', 'Mappe', 'Teekanne', 'Decke', 'Laterne', 'Schüssel', 'Uhr', 'Bank', 'Kanne'],
  },
  {
    adjectives: [
      'Синяя',
      'Зелёная',
      'Малая',
      'Тяжёлая',
      'Круглая',
      'Складная',
      'Тихая',
      'Новая',
      'Старая',
      'Белая',
    ],
    materials: ['керамика', 'орех', 'лён', 'медь', 'хлопок', 'кожа', 'стекло', 'бамбук', 'шерсть', 'сталь'],
    nouns: ['кружка', 'свеча', 'тетрадь', 'корзина', 'лампа', 'ваза', 'полка', 'доска', 'миска', 'щётка'],
  },
]

/** Of all items together. */
const MODELS = 20_000

export const itemName = (index: number): string => {
  const { adjectives, materials, nouns } = LANGUAGES[index % LANGUAGES.length]!
  const number = Math.floor(index / LANGUAGES.length)
  const pick = (words: string[], step: number) => words[Math.floor(number / step) % words.length]!
  const name = `${pick(adjectives, 1)} ${pick(nouns, 10)}, ${pick(materials, 100)}`
  return `${name} ${modelOf(index)}`
}

const modelOf = (index: number) => `K${String((index * 7919) % MODELS).padStart(5, '0')}`

/** What somebody types who looks for the item: all of its words, some, the beginning of one, or one of them misspelt. */
export function searchFor(index: number): string {
  const words = itemName(index).toLowerCase().replace(',', '').split(' ')
  const [adjective = '', noun = '', material = '', model = ''] = words
  const kinds = [
    `${noun} ${model}`,
    `${adjective} ${material} ${noun}`,
    `${material.slice(0, 3)} ${noun} ${model}`,
    `${noun} ${adjective.slice(0, -1)}`,
    `${model}`,
    `${misspell(noun)} ${model}`,
  ]
  return kinds[Math.floor(index / LANGUAGES.length) % kinds.length]!
}

function misspell(word: string): string {
  return word.length < 4 ? word : word.slice(0, 2) + word.charAt(3) + word.charAt(2) + word.slice(4)
}
