import { setTimeout as pause } from 'node:timers/promises'
import type { World } from './world.ts'

export interface Done {
  bought: number
  paid: number
  refunded: number
}

interface Buyer {
  random: () => number
  signal: AbortSignal
}

/** Buys, pays or leaves, and wants some money back, until `signal`; whatever fails is tried no further. */
export async function buyForEver(world: World, { random, signal }: Buyer): Promise<Done> {
  const done: Done = { bought: 0, paid: 0, refunded: 0 }
  let staff: Record<string, string> | null = null
  const oneOf = <T>(list: readonly T[]): T => list[Math.floor(random() * list.length)] as T
  while (!signal.aborted) {
    try {
      const url = oneOf(world.urls)
      const answer = await ask(`${url}/buy/${oneOf(world.items)}?quantity=${1 + Math.floor(random() * 3)}`, {
        headers: { 'x-forwarded-for': `10.${byte(random)}.${byte(random)}.${byte(random)}` },
      })
      if (!answer.ok) continue
      const { url: page, orderId } = (await answer.json()) as { url: string; orderId: number }
      done.bought += 1
      if (random() < 0.2) continue
      const card = random() < 0.9 ? '4242424242424242' : '4000000000000002'
      await pay(page, card)
      done.paid += 1
      if (random() > 0.2) continue
      staff ??= await world.staff()
      const refund = await ask(`${url}/api/orders/${orderId}/refund`, {
        method: 'POST',
        headers: { 'content-type': 'application/json', ...staff },
        body: JSON.stringify({ amount: 500 }),
      })
      if (refund.ok) done.refunded += 1
    } catch {
      // Something is down at this moment.
      await pause(100)
    }
  }
  return done
}

const byte = (random: () => number) => Math.floor(random() * 255) + 1

function ask(url: string, init: RequestInit): Promise<Response> {
  return fetch(url, { redirect: 'manual', signal: AbortSignal.timeout(15_000), ...init })
}

async function pay(page: string, cardNumber: string): Promise<void> {
  const fields = {
    paymentMethod: 'card',
    cardNumber,
    cardExpiry: '12/39',
    cardCvc: '123',
    email: 'buyer@example.com',
    billingName: 'Ada Buyer',
  }
  await ask(page, { method: 'POST', body: new URLSearchParams(fields) })
}
