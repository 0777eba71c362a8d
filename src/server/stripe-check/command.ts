import { Accounts } from 'payload-stripe-shop/operations'
import { readConfig } from '../config/environment.ts'
import { ConfigError, type ShopConfig } from '../config/shop-config.ts'
import { webhookUrl } from '../config/webhook-url.ts'
import { checkAccount, type Finding } from './account-check.ts'

const MARKS: Record<Finding['kind'], string> = {
  good: 'ok     ',
  note: 'note   ',
  problem: 'PROBLEM',
  fixed: 'fixed  ',
}

/**
 * `npm run stripe:check`: says in plain words how each account of the environment is set up in Stripe.
 * @returns the exit code: 0 when nothing is wrong, 1 when something is, 2 when it could not begin
 */
export async function runStripeCheck(
  args: readonly string[],
  env: Readonly<Record<string, string | undefined>>,
  print: (line: string) => void,
): Promise<number> {
  const unknown = args.filter((argument) => argument !== '--fix')
  if (unknown.length > 0) {
    print(`Unknown: ${unknown.join(' ')}. Usage: npm run stripe:check -- [--fix]`)
    return 2
  }
  try {
    // The endpoint that the secret belongs to may be made by this very command.
    const config = readConfig(env, { needsWebhookSecrets: false })
    return await checkAll(config, { isFixing: args.includes('--fix'), print })
  } catch (error) {
    if (!(error instanceof ConfigError)) throw error
    for (const line of error.problems) print(line)
    return 2
  }
}

async function checkAll(
  config: ShopConfig,
  { isFixing, print }: { isFixing: boolean; print: (line: string) => void },
): Promise<number> {
  if (config.sandbox)
    print('This is a demo: the accounts are those of its stand-in for Stripe, which must be running.')
  let problems = 0
  const seen = new Map<string, string>()
  for (const account of new Accounts(config.accounts, { apiBase: config.stripeApiBase }).all) {
    const findings = await checkAccount({
      // The demo derives its secrets at start.
      account: config.sandbox ? { ...account, webhookSecrets: ['derived'] } : account,
      suffix: account.name === 'default' ? '' : `_${account.name.toUpperCase()}`,
      webhookUrl: webhookUrl(config, account.name),
      currencies: currenciesOf(config, account),
      isFixing,
      seen,
    })
    print(`\nAccount ${account.name}`)
    for (const { kind, text } of findings) print(`  ${MARKS[kind]}  ${text}`)
    problems += findings.filter(({ kind }) => kind === 'problem').length
  }
  print(problems === 0 ? '\nEverything is in order.' : `\n${problems} problem${problems === 1 ? '' : 's'}.`)
  return problems === 0 ? 0 : 1
}

/** Which of the shop's currencies are paid with the account. */
function currenciesOf(
  { accounts, currencies }: ShopConfig,
  { currency, isDefault }: { currency: string | null; isDefault: boolean },
): string[] {
  const isTaken = (code: string) => accounts.some((other) => other.currency === code)
  return currencies.filter((code) => code === currency || (isDefault && !isTaken(code)))
}
