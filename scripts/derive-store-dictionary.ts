import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { fileURLToPath } from 'node:url'
import { Packr } from 'msgpackr'
import Stripe from 'stripe'
import { createStandIn } from '../src/stand-in/index.ts'
import { ID, OBJECT, openDatabase } from '../src/stand-in/store/database.ts'

/**
 * Derives what the stand-in's compression starts from: one object of each kind that there are many of, as it lies
 * in the file. What two objects of a kind have in common is then not kept with each of them. A file keeps the
 * dictionary that it was made with; run this again when objects have come to look otherwise, for new files.
 */

const WRITTEN = fileURLToPath(new URL('../src/stand-in/store/dictionary.ts', import.meta.url))

const folder = await mkdtemp(path.join(tmpdir(), 'dictionary-'))
const standIn = await createStandIn({ dataDir: folder })
const stripe = new Stripe(standIn.accounts[0]!.secretKey, {
  host: '127.0.0.1',
  port: standIn.port,
  protocol: 'http',
  telemetry: false,
})
await stripe.paymentIntents.create({
  amount: 1900,
  currency: 'usd',
  confirm: true,
  payment_method: 'pm_card_visa',
  automatic_payment_methods: { enabled: true, allow_redirects: 'never' },
})
// The last comes cheapest: what there is most of.
await stripe.checkout.sessions.create(
  {
    mode: 'payment',
    success_url: 'https://shop.example/order/1001?token=9f86d081',
    cancel_url: 'https://shop.example/item/1',
    client_reference_id: '1001',
    metadata: { order: '1001' },
    line_items: [
      { quantity: 2, price_data: { currency: 'usd', unit_amount: 950, product_data: { name: 'Mug' } } },
    ],
  },
  { idempotencyKey: '6b86b273-ff34-4fce' },
)
await standIn.close()

const database = openDatabase(folder)
// Each id leads to the sequence of its object, in whatever order; negative where no list knows it.
const sequences = [...database.range({ prefix: [ID] })].map(({ value }) => Math.abs(value as number))
const samples = sequences.sort((a, b) => a - b).map((sequence) => database.get([OBJECT, sequence]))
const packr = new Packr({ structures: [], maxSharedStructures: 512 })
// Packed twice: the first time comes with the names of the fields, which a file has once only.
for (const sample of samples) packr.pack(sample)
const text = Buffer.concat(samples.map((sample) => packr.pack(sample))).toString('base64')
await database.close()
await rm(folder, { recursive: true })

await writeFile(
  WRITTEN,
  `/** Derived by scripts/derive-store-dictionary.ts: what objects in a file have in common, for its compression. */
export const DICTIONARY: Buffer = Buffer.from(
  '${text}',
  'base64',
)
`,
)
