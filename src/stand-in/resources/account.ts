import type { Call, Operations } from '../api/call.ts'

export const account: Operations = {
  'GET /v1/account': { handle: retrieve },
}

function retrieve({ account: { id, name, country, defaultCurrency } }: Call): object {
  return {
    id,
    object: 'account',
    business_profile: {
      annual_revenue: null,
      estimated_worker_count: null,
      mcc: null,
      name: `Sandbox ${name}`,
      product_description: null,
      support_address: null,
      support_email: null,
      support_phone: null,
      support_url: null,
      url: null,
    },
    business_type: null,
    capabilities: { card_payments: 'active', transfers: 'active' },
    charges_enabled: true,
    controller: { type: 'account' },
    country,
    created: 1_700_000_000,
    default_currency: defaultCurrency,
    details_submitted: true,
    email: `${name}@sandbox.example`,
    external_accounts: {
      object: 'list',
      data: [],
      has_more: false,
      url: `/v1/accounts/${id}/external_accounts`,
    },
    future_requirements: {},
    metadata: {},
    payouts_enabled: true,
    requirements: {},
    settings: {
      dashboard: { display_name: `Sandbox ${name}`, timezone: 'Etc/UTC' },
      payments: {
        statement_descriptor: 'SANDBOX SHOP',
        statement_descriptor_kana: null,
        statement_descriptor_kanji: null,
      },
    },
    tos_acceptance: { date: null },
    type: 'standard',
  }
}
