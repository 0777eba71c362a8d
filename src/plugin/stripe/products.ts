import type Stripe from 'stripe'
import { type Caller, StripeCallError } from './caller.ts'
import { type InStep, metadataChange, type Numbering, type Remembered } from './sync-memory.ts'

/** What an item should be in Stripe. Amounts in the minor unit of the currency. */
export interface ProductWish {
  itemId: string
  installation: string
  name: string
  description: string
  /** Absolute addresses, at most eight. */
  images: readonly string[]
  unitAmount: number
  currency: string
}

/** What becomes of the product of an item that is not on sale (in this account). */
type ProductRetreat = 'unpublished' | 'gone'

interface ProductSync {
  remembered: Remembered
  numbering: Numbering
  marks: { itemId: string; installation: string }
}

const EXPAND = { expand: ['default_price'] }

/** Makes the account's product and price match the item. */
export async function syncProduct(
  caller: Caller,
  wish: ProductWish,
  sync: Omit<ProductSync, 'marks'>,
): Promise<InStep> {
  const product = await findOwnProduct(caller, { ...sync, marks: wish })
  return product ? matchProduct(caller, product, { wish, sync }) : makeProduct(caller, { wish, sync })
}

/** Takes the item off sale in Stripe: its product, and if the item is gone its prices as well. */
export async function retireProduct(
  caller: Caller,
  retreat: ProductRetreat,
  sync: ProductSync,
): Promise<InStep> {
  const product = await findOwnProduct(caller, sync)
  if (!product) return { objectId: null, priceId: null, terms: null }
  await updateProduct(caller, product, product.active ? { active: false } : {}, 'archive the product')
  const priceId = idOf(product.default_price)
  if (retreat === 'unpublished') return { objectId: product.id, priceId, terms: null }
  const kept = priceId === null || (await unsetDefaultPrice(caller, product)) ? null : priceId
  await archivePrices(caller, product.id, kept)
  return { objectId: product.id, priceId: kept, terms: null }
}

/**
 * A default price cannot be archived. Whether it can be unset Stripe's types leave open; where it cannot, it stays,
 * and its product, which is archived, keeps it from being sold.
 */
async function unsetDefaultPrice(caller: Caller, product: Stripe.Product): Promise<boolean> {
  try {
    await updateProduct(caller, product, { default_price: '' }, 'unset the default price')
    return true
  } catch (error) {
    if (error instanceof StripeCallError && error.kind === 'refused') return false
    throw error
  }
}

function priceTerms(unitAmount: number | null, currency: string): string {
  return `${unitAmount} ${currency}`
}

function productId({ installation, itemId }: ProductSync['marks'], number: number): string {
  return `shop-${installation}-item-${itemId}-${number}`
}

/** By what is remembered, and by the id of one that a crash kept from being remembered. */
async function findOwnProduct(
  caller: Caller,
  { remembered, marks }: Pick<ProductSync, 'remembered' | 'marks'>,
): Promise<Stripe.Product | null> {
  const { objectId, openNumber } = remembered
  const ids = [openNumber === null ? null : productId(marks, openNumber), objectId]
  for (const id of ids) {
    if (id === null) continue
    const product = await caller.find((stripe) => stripe.products.retrieve(id, EXPAND))
    if (product) return product
  }
  return null
}

type Matching = { wish: ProductWish; sync: Omit<ProductSync, 'marks'> }

async function makeProduct(caller: Caller, { wish, sync }: Matching): Promise<InStep> {
  const product = await createProduct(caller, wish, sync.numbering)
  return matchProduct(caller, product, {
    wish,
    sync: { ...sync, remembered: { ...sync.remembered, isSettled: true } },
  })
}

/** Safe to repeat: the id is ours, so a second creation finds the first one's product. */
async function createProduct(
  caller: Caller,
  wish: ProductWish,
  numbering: Numbering,
): Promise<Stripe.Product> {
  const id = productId(wish, await numbering.current())
  try {
    return await postProduct(caller, wish, id)
  } catch (error) {
    if (!(error instanceof StripeCallError) || error.code !== 'resource_already_exists') throw error
    const existing = await caller.find((stripe) => stripe.products.retrieve(id, EXPAND))
    // There was one under this id that has been deleted.
    return existing ?? postProduct(caller, wish, productId(wish, await numbering.next()))
  }
}

function postProduct(caller: Caller, wish: ProductWish, id: string): Promise<Stripe.Product> {
  const { name, description, images, installation, itemId, unitAmount, currency } = wish
  const params: Stripe.ProductCreateParams = {
    id,
    name,
    ...(description && { description }),
    ...(images.length > 0 && { images: [...images] }),
    metadata: { itemId, installation },
    default_price_data: { currency, unit_amount: unitAmount },
    ...EXPAND,
  }
  const price = { id: '', active: true, currency, unit_amount: unitAmount }
  return caller.change({
    what: `create the product “${name}” with the price ${priceTerms(unitAmount, currency)}`,
    call: (stripe) => stripe.products.create(params),
    pretend: { ...params, active: true, default_price: price } as unknown as Stripe.Response<Stripe.Product>,
  })
}

async function matchProduct(
  caller: Caller,
  product: Stripe.Product,
  { wish, sync }: Matching,
): Promise<InStep> {
  const { price, isNew } = await settlePrice(caller, product, { wish, sync })
  const changes: Stripe.ProductUpdateParams = {
    ...differences(product, wish),
    ...(idOf(product.default_price) !== price.id && { default_price: price.id }),
  }
  await updateProduct(caller, product, changes, 'update the product')
  if (isNew || !sync.remembered.isSettled) await archivePrices(caller, product.id, price.id)
  return { objectId: product.id, priceId: price.id, terms: priceTerms(wish.unitAmount, wish.currency) }
}

function differences(product: Stripe.Product, wish: ProductWish): Stripe.ProductUpdateParams {
  const { installation, itemId } = wish
  const metadata = metadataChange(product.metadata, { itemId, installation }, { isWhole: false })
  const isOtherImages = JSON.stringify(product.images ?? []) !== JSON.stringify(wish.images)
  return {
    ...(product.name !== wish.name && { name: wish.name }),
    ...((product.description ?? '') !== wish.description && { description: wish.description }),
    ...(isOtherImages && { images: wish.images.length > 0 ? [...wish.images] : '' }),
    ...(!product.active && { active: true }),
    ...(metadata && { metadata }),
  }
}

/** The price as it should be: the default one, another active one, or a new one, since amounts never change. */
async function settlePrice(
  caller: Caller,
  product: Stripe.Product,
  { wish, sync }: Matching,
): Promise<{ price: Pick<Stripe.Price, 'id'>; isNew: boolean }> {
  const { default_price: current } = product
  if (current && typeof current === 'object' && isPriceOf(current, wish))
    return { price: current, isNew: false }
  const other = (await activePrices(caller, product.id)).find((price) => isPriceOf(price, wish))
  return { price: other ?? (await createPrice(caller, product.id, { wish, sync })), isNew: true }
}

function isPriceOf(price: Stripe.Price, { unitAmount, currency }: ProductWish): boolean {
  return price.active && price.unit_amount === unitAmount && price.currency === currency
}

async function createPrice(
  caller: Caller,
  product: string,
  { wish: { itemId, installation, unitAmount, currency }, sync }: Matching,
): Promise<Pick<Stripe.Price, 'id'>> {
  const number = await sync.numbering.next()
  return caller.change<Pick<Stripe.Price, 'id'>>({
    what: `create the price ${priceTerms(unitAmount, currency)}`,
    call: (stripe) =>
      stripe.prices.create(
        { product, currency, unit_amount: unitAmount, metadata: { itemId, installation } },
        { idempotencyKey: `${product}:price:${number}` },
      ),
    pretend: { id: '' },
  })
}

async function updateProduct(
  caller: Caller,
  product: Stripe.Product,
  changes: Stripe.ProductUpdateParams,
  what: string,
): Promise<void> {
  if (Object.keys(changes).length === 0) return
  await caller.change<unknown>({
    what: `${what} (${Object.keys(changes).join(', ')})`,
    call: (stripe) => stripe.products.update(product.id, changes),
    pretend: undefined,
  })
}

async function archivePrices(caller: Caller, product: string, kept: string | null): Promise<void> {
  for (const { id, unit_amount, currency } of await activePrices(caller, product)) {
    if (id === kept) continue
    await caller.change<unknown>({
      what: `archive the price ${priceTerms(unit_amount, currency)}`,
      call: (stripe) => stripe.prices.update(id, { active: false }),
      pretend: undefined,
    })
  }
}

async function activePrices(caller: Caller, product: string): Promise<Stripe.Price[]> {
  const { data } = await caller.read((stripe) => stripe.prices.list({ product, active: true, limit: 100 }))
  return data
}

function idOf(value: string | { id: string } | null | undefined): string | null {
  return typeof value === 'string' ? value : (value?.id ?? null)
}
