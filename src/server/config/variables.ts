import { PAYMENT_FLOWS } from 'payload-stripe-shop/storefront'
import { z } from 'zod'
import {
  currency,
  flag,
  listOf,
  megabytes,
  origin,
  port,
  postgresUrl,
  processes,
  proxy,
  publishableKey,
  secretKey,
  sender,
  smtpUrl,
  taxRounding,
  webhookSecrets,
  webUrl,
} from './formats.ts'

/** Variables as the process was given them. */
export type EnvironmentText = Readonly<Record<string, string | undefined>>

/** One account's variables; those of a currency's own account end with its code (`…_EUR`). */
export const accountVariables = z.object({
  STRIPE_SECRET_KEY: secretKey.optional(),
  STRIPE_PUBLISHABLE_KEY: publishableKey.optional(),
  STRIPE_WEBHOOK_SECRET: webhookSecrets.optional(),
  STRIPE_TAX_ROUNDING: taxRounding.optional(),
})

const variables = accountVariables.extend({
  PORT: port.optional(),
  HOST: z.string().regex(/^\S+$/, 'must be an address to listen on').optional(),
  PUBLIC_URL: origin.optional(),
  ALLOWED_ORIGINS: listOf(origin).optional(),
  TRUST_PROXY: proxy.optional(),
  DATABASE_URL: postgresUrl.optional(),
  DATABASE_REPLICA_URLS: listOf(postgresUrl).optional(),
  DATA_DIR: z.string().optional(),
  PAYLOAD_SECRET: z.string().optional(),
  SHOP_INSTALLATION: z
    .string()
    .regex(/^\S{1,100}$/, 'must be a name of 1 to 100 characters without spaces')
    .optional(),
  STRIPE_API_BASE: origin.optional(),
  STRIPE_JS_URL: webUrl.optional(),
  PAYMENT_FLOW: z.enum(PAYMENT_FLOWS, `must be one of ${PAYMENT_FLOWS.join(', ')}`).optional(),
  STRIPE_SANDBOX: flag.optional(),
  SANDBOX_PORT: port.optional(),
  SANDBOX_PUBLIC_URL: origin.optional(),
  SHOP_CURRENCIES: listOf(currency).optional(),
  ADMIN_EMAIL: z.email('must be an e-mail address').optional(),
  ADMIN_PASSWORD: z.string().min(8, 'must have at least 8 characters').optional(),
  PAGE_CACHE_MB: megabytes.optional(),
  SMTP_URL: smtpUrl.optional(),
  MAIL_FROM: sender.optional(),
  SHOP_PROCESSES: processes.optional(),
  METRICS_TOKEN: z.string().regex(/^\S+$/, 'must not contain spaces').optional(),
})

export type VariableValues = z.output<typeof variables>
export type AccountValues = z.output<typeof accountVariables>

/** Every variable that the shop reads, apart from those that end with a currency's code. */
export const ENVIRONMENT_VARIABLES: readonly string[] = Object.keys(variables.shape)

/** Reads what can be read, so that the rules between variables are checked too and one start shows every mistake. */
export function parseVariables(given: EnvironmentText): { values: VariableValues; problems: string[] } {
  const result = variables.safeParse(given)
  if (result.success) return { values: result.data, problems: [] }
  const { issues } = result.error
  const wrong = new Set(issues.map((issue) => issue.path[0]))
  const readable = Object.fromEntries(Object.entries(given).filter(([name]) => !wrong.has(name)))
  return { values: variables.parse(readable), problems: describeIssues(issues) }
}

/** @param suffix such as `_EUR` */
export function parseAccountVariables(
  given: EnvironmentText,
  suffix: string,
): { values: AccountValues; problems: string[] } {
  const entries = Object.entries(accountVariables.shape).map(([name, schema]) => {
    const result = schema.safeParse(given[name + suffix])
    return { name, value: result.data, issues: result.error?.issues ?? [] }
  })
  return {
    values: Object.fromEntries(entries.map(({ name, value }) => [name, value])),
    problems: entries.flatMap(({ name, issues }) =>
      describeIssues(issues.map((issue) => ({ ...issue, path: [name + suffix] }))),
    ),
  }
}

function describeIssues(issues: z.core.$ZodIssue[]): string[] {
  return [...new Set(issues.map((issue) => `${String(issue.path[0])} ${issue.message}.`))]
}
