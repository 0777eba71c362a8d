import type { Call, Operations } from '../api/call.ts'
import { ApiError } from '../api/errors.ts'
import type { StandInAccount } from '../stand-in.ts'

export const account: Operations = {
  'GET /v1/account': { handle: (call) => accountObject(call.account) },
  'GET /v1/accounts/{id}': { handle: retrieve },
}

/** Connected accounts are not simulated: to a key there is no other account than its own. */
function retrieve({ account: own, path }: Call): object {
  if (path.id === own.id) return accountObject(own)
  // Recorded.
  throw new ApiError(
    `The provided key does not have access to account '${path.id}' (or that account does not exist). Application access may have been revoked.`,
    { status: 403, code: 'account_invalid' },
  )
}

const NOTHING_REQUIRED = {
  alternatives: [],
  current_deadline: null,
  currently_due: [],
  disabled_reason: null,
  errors: [],
  eventually_due: [],
  past_due: [],
  pending_verification: [],
}

function accountObject({ id, name, country, defaultCurrency }: StandInAccount): object {
  return {
    id,
    object: 'account',
    business_profile: {
      annual_revenue: null,
      estimated_worker_count: null,
      mcc: null,
      minority_owned_business_designation: null,
      name: `Sandbox ${name}`,
      product_description: null,
      specified_commercial_transactions_act_url: null,
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
    future_requirements: NOTHING_REQUIRED,
    metadata: {},
    payouts_enabled: true,
    requirements: NOTHING_REQUIRED,
    settings: {
      branding: { icon: null, logo: null, primary_color: null, secondary_color: null },
      card_payments: {
        statement_descriptor_prefix: null,
        statement_descriptor_prefix_kana: null,
        statement_descriptor_prefix_kanji: null,
      },
      dashboard: { display_name: `Sandbox ${name}`, timezone: 'Etc/UTC' },
      payments: {
        statement_descriptor: 'SANDBOX SHOP',
        statement_descriptor_kana: null,
        statement_descriptor_kanji: null,
        statement_descriptor_prefix_kana: null,
        statement_descriptor_prefix_kanji: null,
      },
    },
    tos_acceptance: { date: null },
    type: 'standard',
  }
}
