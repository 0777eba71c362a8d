import type { BasePayload } from 'payload'
import type { Account } from '../stripe/accounts.ts'
import { shopOf } from './shop.ts'

/** Accounts of one key, under each of the names that they have here. */
export type Names = readonly [Account, ...Account[]]

/** So that what Stripe has is read once, however many currencies an account serves. */
export function groupAccounts(payload: BasePayload): Names[] {
  const groups = new Map<string, [Account, ...Account[]]>()
  for (const account of shopOf(payload).accounts.all) {
    const group = groups.get(account.secretKey)
    if (group) group.push(account)
    else groups.set(account.secretKey, [account])
  }
  return [...groups.values()]
}

/** The name under which payments in the object's currency are made. */
export function nameFor(object: object, names: Names): Account {
  const { currency } = object as { currency?: unknown }
  return (
    names.find((account) => account.currency === currency) ??
    names.find(({ isDefault }) => isDefault) ??
    names[0]
  )
}
