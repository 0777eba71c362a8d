import type { BasePayload } from 'payload'
import { slugOf } from '../../slugs.ts'
import { listPages } from './pages.ts'
import { readShopSettings } from './shop-settings.ts'

export interface SetupStep {
  name: 'name' | 'address' | 'staffMail' | 'pages' | 'items' | 'mail'
  /** In English, as the panel's translations know it. */
  text: string
  isDone: boolean
}

/** Adapters that send nothing: Payload's own, which writes to the log, and a project's that has said so. */
const SENDS_NOTHING: ReadonlySet<string> = new Set(['console', 'none'])

/** What a shop needs before it can be opened, and what of it is there. */
export async function findSetupSteps(payload: BasePayload): Promise<SetupStep[]> {
  const [settings, pages, items] = await Promise.all([
    readShopSettings(payload),
    listPages(payload),
    payload.find({
      collection: slugOf(payload, 'items'),
      where: { _status: { equals: 'published' } },
      select: {},
      depth: 0,
      limit: 1,
      pagination: false,
    }),
  ])
  return [
    { name: 'name', text: 'Name the shop', isDone: settings.name !== '' },
    {
      name: 'address',
      text: 'Say where the shop is and how to reach it',
      isDone: settings.address !== '' && settings.contact !== '',
    },
    { name: 'pages', text: 'Publish the imprint, terms and other pages', isDone: pages.length > 0 },
    { name: 'items', text: 'Publish the first item', isDone: items.docs.length > 0 },
    { name: 'staffMail', text: 'Say where mail to staff goes', isDone: settings.staffMail !== '' },
    {
      name: 'mail',
      text: 'Set up a mail server: without one buyers get no mails, and forgotten passwords are for you',
      isDone: !SENDS_NOTHING.has(payload.email.name),
    },
  ]
}
