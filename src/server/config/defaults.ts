import { createHmac } from 'node:crypto'
import path from 'node:path'
import { type AccountKeys, toAccount } from './account-keys.ts'
import type { ShopConfig, StripeAccountConfig } from './shop-config.ts'
import type { VariableValues } from './variables.ts'

const STRIPE_JS_URL = 'https://js.stripe.com/endive/stripe.js'
const DEMO_CURRENCIES = ['usd', 'eur', 'jpy', 'kwd']

export const DATA_DIR = '.data'

/** A shop that is paid through the accounts of its environment. */
export function completeShop(values: VariableValues, keys: AccountKeys[]): ShopConfig {
  const accounts = keys.map(toAccount)
  const ofAccounts = accounts.flatMap((account) => account.currency ?? [])
  return {
    ...completeCommon(values),
    accounts,
    stripeApiBase: values.STRIPE_API_BASE ?? null,
    stripeJsUrl: values.STRIPE_JS_URL ?? STRIPE_JS_URL,
    currencies: values.SHOP_CURRENCIES ?? [...new Set([...ofAccounts, 'usd', 'eur'])],
    sandbox: null,
  }
}

/** A demo: the accounts are those of its own stand-in for Stripe. */
export function completeDemo(values: VariableValues): ShopConfig {
  const common = completeCommon(values)
  const port = values.SANDBOX_PORT ?? common.port + 1
  // `URL` keeps the brackets that an IPv6 host needs.
  const publicUrl = values.SANDBOX_PUBLIC_URL ?? `http://${new URL(common.publicUrl).hostname}:${port}`
  return {
    ...common,
    accounts: [demoAccount('usd', { isDefault: true }), demoAccount('eur', { isDefault: false })],
    stripeApiBase: `http://127.0.0.1:${port}`,
    stripeJsUrl: `${publicUrl}/endive/stripe.js`,
    currencies: values.SHOP_CURRENCIES ?? DEMO_CURRENCIES,
    sandbox: { port, publicUrl },
    mail: common.mail ?? { folder: path.join(common.dataDir, 'mail'), from: 'shop@localhost' },
  }
}

/** Derived from the signing secret, so that it survives a restart without being kept anywhere. */
export function deriveDemoWebhookSecret(payloadSecret: string, accountName: string): string {
  return `whsec_${createHmac('sha256', payloadSecret).update(`sandbox webhook ${accountName}`).digest('hex')}`
}

function demoAccount(currency: string, { isDefault }: { isDefault: boolean }): StripeAccountConfig {
  return {
    name: currency,
    currency,
    isDefault,
    secretKey: `sk_test_sandbox_${currency}`,
    publishableKey: `pk_test_sandbox_${currency}`,
    webhookSecrets: [],
    taxRounding: 'line',
  }
}

/** Some ten thousand pages. */
const PAGE_CACHE_MB = 32

function completeCommon(values: VariableValues) {
  const port = values.PORT ?? 3000
  return {
    port,
    host: values.HOST ?? '0.0.0.0',
    publicUrl: values.PUBLIC_URL ?? `http://localhost:${port}`,
    allowedOrigins: values.ALLOWED_ORIGINS ?? [],
    databaseUrl: values.DATABASE_URL ?? null,
    databaseReplicaUrls: values.DATABASE_REPLICA_URLS ?? [],
    payloadSecret: values.PAYLOAD_SECRET ?? null,
    installation: values.SHOP_INSTALLATION ?? null,
    admin:
      values.ADMIN_EMAIL && values.ADMIN_PASSWORD
        ? { email: values.ADMIN_EMAIL, password: values.ADMIN_PASSWORD }
        : null,
    paymentFlow: values.PAYMENT_FLOW ?? 'hosted',
    metricsToken: values.METRICS_TOKEN ?? null,
    mail: values.SMTP_URL && values.MAIL_FROM ? { smtpUrl: values.SMTP_URL, from: values.MAIL_FROM } : null,
    trustProxy: values.TRUST_PROXY ?? null,
    pageCacheBytes: (values.PAGE_CACHE_MB ?? PAGE_CACHE_MB) * 1024 * 1024,
    processes: values.SHOP_PROCESSES ?? 1,
    dataDir: values.DATA_DIR ?? DATA_DIR,
    warnings: [],
  }
}
