import { readConfig } from '../../../src/server/config/environment.ts'
import { settleConfig } from '../../../src/server/config/settled-config.ts'
import { ConfigError, type ShopConfig } from '../../../src/server/config/shop-config.ts'
import { ENVIRONMENT_VARIABLES } from '../../../src/server/config/variables.ts'

const SECRET = 'a secret that is long enough for any rule'
const TEST_KEYS = keys('test')
const ADMIN = { ADMIN_EMAIL: 'owner@shop.example', ADMIN_PASSWORD: 'a long password' }
const DATABASE = { DATABASE_URL: 'postgres://shop@localhost/shop', PAYLOAD_SECRET: SECRET }
const REAL = { ...TEST_KEYS, ...DATABASE, PUBLIC_URL: 'https://shop.example' }

/** Put together here: a whole live key in a file would be taken for a leak. */
function keys(mode: 'test' | 'live', suffix = ''): Record<string, string> {
  return {
    [`STRIPE_SECRET_KEY${suffix}`]: ['sk', mode, 'abc'].join('_'),
    [`STRIPE_PUBLISHABLE_KEY${suffix}`]: ['pk', mode, 'abc'].join('_'),
    [`STRIPE_WEBHOOK_SECRET${suffix}`]: 'whsec_abc',
  }
}

function problemsOf(env: Record<string, string>, options?: { hasUsers?: boolean }): string[] {
  try {
    readConfig(env, options)
    return []
  } catch (error) {
    if (error instanceof ConfigError) return error.problems
    throw error
  }
}

describe('without any variable', () => {
  it('is a demo with an embedded database', () => {
    const config = readConfig({}, { hasUsers: false })
    expect(config).toMatchObject({
      port: 3000,
      host: '0.0.0.0',
      publicUrl: 'http://localhost:3000',
      databaseUrl: null,
      currencies: ['usd', 'eur', 'jpy', 'kwd'],
      sandbox: { port: 3001, publicUrl: 'http://localhost:3001' },
      stripeApiBase: 'http://127.0.0.1:3001',
      warnings: [],
    })
    expect(config.accounts.map(({ name, isDefault, secretKey }) => [name, isDefault, secretKey])).toEqual([
      ['usd', true, 'sk_test_sandbox_usd'],
      ['eur', false, 'sk_test_sandbox_eur'],
    ])
  })

  it('takes an empty variable for one that is not set', () => {
    const empty = Object.fromEntries(ENVIRONMENT_VARIABLES.map((name) => [name, ' ']))
    expect(readConfig(empty)).toEqual(readConfig({}))
  })

  it('lets shoppers pay on Stripe’s page, or in the way that is set', () => {
    expect(readConfig({}).paymentFlow).toBe('hosted')
    expect(readConfig({ PAYMENT_FLOW: 'intent' }).paymentFlow).toBe('intent')
    expect(() => readConfig({ PAYMENT_FLOW: 'popup' })).toThrow(
      'PAYMENT_FLOW must be one of hosted, embedded, intent.',
    )
  })

  it('moves the stand-in along with the shop', () => {
    const { sandbox } = readConfig({ PORT: '4000', PUBLIC_URL: 'http://[::1]:4000' })
    expect(sandbox).toEqual({ port: 4001, publicUrl: 'http://[::1]:4001' })
  })

  it('derives webhook secrets that a restart does not change', () => {
    const secrets = (payloadSecret: string) =>
      settleConfig(readConfig({}), { databaseUrl: 'postgres://localhost/shop', payloadSecret }).accounts.map(
        ({ webhookSecrets }) => webhookSecrets,
      )
    expect(secrets('one')).toEqual(secrets('one'))
    expect(secrets('one')).not.toEqual(secrets('two'))
    expect(new Set(secrets('one').flat()).size).toBe(2)
  })
})

describe('with keys', () => {
  it('rounds tax by line, or as is set for the account', () => {
    const roundings = (env: Record<string, string>) =>
      readConfig({ ...REAL, ...keys('test', '_EUR'), ...env }).accounts.map(({ taxRounding }) => taxRounding)
    expect(roundings({})).toEqual(['line', 'line'])
    expect(roundings({ STRIPE_TAX_ROUNDING: 'total' })).toEqual(['total', 'line'])
    expect(roundings({ STRIPE_TAX_ROUNDING_EUR: 'total' })).toEqual(['line', 'total'])
    expect(() => roundings({ STRIPE_TAX_ROUNDING_EUR: 'cents' })).toThrow(
      'STRIPE_TAX_ROUNDING_EUR must be line or total.',
    )
    expect(() => roundings({ STRIPE_TAX_ROUNDING_GBP: 'total' })).toThrow('STRIPE_SECRET_KEY_GBP must be set')
  })

  it('does without webhook secrets only for the command that makes them', () => {
    const env = { ...REAL, STRIPE_WEBHOOK_SECRET: '' }
    expect(() => readConfig(env)).toThrow('STRIPE_WEBHOOK_SECRET must be set')
    expect(readConfig(env, { needsWebhookSecrets: false }).accounts[0]?.webhookSecrets).toEqual([])
  })

  it('has an account for each keypair, named by its currency', () => {
    const config = readConfig({
      ...REAL,
      ...keys('test', '_EUR'),
      STRIPE_WEBHOOK_SECRET: 'whsec_old, whsec_new',
    })
    expect(config.sandbox).toBeNull()
    expect(config.stripeApiBase).toBeNull()
    expect(config.stripeJsUrl).toBe('https://js.stripe.com/endive/stripe.js')
    expect(config.currencies).toEqual(['eur', 'usd'])
    expect(
      config.accounts.map(({ name, currency, isDefault, webhookSecrets }) => [
        name,
        currency,
        isDefault,
        webhookSecrets,
      ]),
    ).toEqual([
      ['default', null, true, ['whsec_old', 'whsec_new']],
      ['eur', 'eur', false, ['whsec_abc']],
    ])
  })

  it('takes a restricted key for as good as a secret one', () => {
    expect(problemsOf({ ...REAL, STRIPE_SECRET_KEY: ['rk', 'live', 'abc'].join('_') })).toEqual([
      expect.stringMatching(/^STRIPE_PUBLISHABLE_KEY is a test key and STRIPE_SECRET_KEY a live key/),
    ])
    expect(problemsOf({ ...REAL, STRIPE_SECRET_KEY: 'rk_test_abc' })).toEqual([])
  })

  it('sells only where there is an account', () => {
    const env = { ...DATABASE, ...keys('test', '_EUR') }
    expect(readConfig(env).warnings).toEqual([expect.stringContaining('Nothing can be sold in usd')])
    expect(problemsOf({ ...env, SHOP_CURRENCIES: 'eur,gbp' })).toEqual([
      'SHOP_CURRENCIES holds gbp, for which there is no Stripe account.',
    ])
    expect(readConfig({ ...env, SHOP_CURRENCIES: 'EUR' })).toMatchObject({
      currencies: ['eur'],
      warnings: [],
    })
  })
})

describe('a mistake', () => {
  const mistakes: [what: string, env: Record<string, string>, problem: RegExp][] = [
    [
      'a live key together with STRIPE_API_BASE',
      { ...REAL, ...keys('live'), STRIPE_API_BASE: 'http://127.0.0.1:12111' },
      /^STRIPE_API_BASE must not be set together with a live key \(STRIPE_SECRET_KEY, STRIPE_PUBLISHABLE_KEY\)/,
    ],
    [
      'a live key of a currency together with STRIPE_API_BASE',
      { ...REAL, ...keys('live', '_EUR'), STRIPE_API_BASE: 'http://127.0.0.1:12111' },
      /^STRIPE_API_BASE must not be set together with a live key \(STRIPE_SECRET_KEY_EUR/,
    ],
    [
      'a publishable key of the other mode',
      { ...REAL, STRIPE_PUBLISHABLE_KEY: keys('live').STRIPE_PUBLISHABLE_KEY ?? '' },
      /^STRIPE_PUBLISHABLE_KEY is a live key and STRIPE_SECRET_KEY a test key/,
    ],
    [
      'a secret key without its webhook secret',
      { ...REAL, STRIPE_WEBHOOK_SECRET: '' },
      /^STRIPE_WEBHOOK_SECRET must be set together with STRIPE_SECRET_KEY/,
    ],
    [
      'the same of a currency',
      { ...REAL, ...keys('test', '_JPY'), STRIPE_WEBHOOK_SECRET_JPY: '' },
      /^STRIPE_WEBHOOK_SECRET_JPY must be set together with STRIPE_SECRET_KEY_JPY/,
    ],
    [
      'a secret key without its publishable key',
      { ...REAL, STRIPE_PUBLISHABLE_KEY: '' },
      /^STRIPE_PUBLISHABLE_KEY must be set together with STRIPE_SECRET_KEY/,
    ],
    [
      'a publishable key alone',
      { ...REAL, STRIPE_SECRET_KEY: '' },
      /^STRIPE_SECRET_KEY must be set: other keys/,
    ],
    [
      'a PUBLIC_URL that is no URL',
      { PUBLIC_URL: 'shop.example' },
      /^PUBLIC_URL must be a URL such as https:/,
    ],
    ['a PUBLIC_URL with a path', { PUBLIC_URL: 'https://shop.example/de' }, /^PUBLIC_URL must be a URL/],
    ['a PORT that is no number', { PORT: '80a' }, /^PORT must be a port/],
    ['a PORT beyond the last', { PORT: '70000' }, /^PORT must be a port/],
    [
      'no SHOP_PROCESSES',
      { SHOP_PROCESSES: '0' },
      /^SHOP_PROCESSES must be a number of processes, from 1 to 64/,
    ],
    ['too many SHOP_PROCESSES', { SHOP_PROCESSES: '65' }, /^SHOP_PROCESSES must be a number of processes/],
    ['the last PORT of all in a demo', { PORT: '65535' }, /^SANDBOX_PORT must be set: PORT is 65535/],
    [
      'one port for both',
      { PORT: '4000', SANDBOX_PORT: '4000' },
      /^SANDBOX_PORT must be another port than PORT/,
    ],
    ['a HOST with a space', { HOST: 'a b' }, /^HOST must be an address/],
    ['an origin that is none', { ALLOWED_ORIGINS: 'https://a.example,b' }, /^ALLOWED_ORIGINS must be a URL/],
    ['a proxy that is none', { TRUST_PROXY: 'yes' }, /^TRUST_PROXY must be a number of proxies/],
    [
      'a proxy subnet that is none',
      { TRUST_PROXY: '10.0.0.0/99' },
      /^TRUST_PROXY must be a number of proxies/,
    ],
    [
      'a database of another kind',
      { ...REAL, DATABASE_URL: 'mysql://localhost/shop' },
      /^DATABASE_URL must be/,
    ],
    [
      'a replica that is no URL',
      { ...REAL, DATABASE_REPLICA_URLS: 'replica' },
      /^DATABASE_REPLICA_URLS must be/,
    ],
    [
      'a database without PAYLOAD_SECRET',
      { ...REAL, PAYLOAD_SECRET: '' },
      /^PAYLOAD_SECRET must be set together with DATABASE_URL/,
    ],
    ['a database and neither keys nor a demo', DATABASE, /^STRIPE_SECRET_KEY must be set, with/],
    [
      'no keys where the demo is refused',
      { STRIPE_SANDBOX: 'false' },
      /^STRIPE_SECRET_KEY must be set, with/,
    ],
    ['a flag that is none', { STRIPE_SANDBOX: 'maybe' }, /^STRIPE_SANDBOX must be true or false/],
    [
      'a secret key that is none',
      { ...REAL, STRIPE_SECRET_KEY: 'hello' },
      /^STRIPE_SECRET_KEY must be a secret key/,
    ],
    [
      'a publishable key that is none',
      { ...REAL, STRIPE_PUBLISHABLE_KEY: 'sk_test_abc' },
      /^STRIPE_PUBLISHABLE_KEY must be a publishable key/,
    ],
    [
      'a webhook secret that is none',
      { ...REAL, STRIPE_WEBHOOK_SECRET: 'we_1' },
      /^STRIPE_WEBHOOK_SECRET must be the signing secret/,
    ],
    [
      'three webhook secrets',
      { ...REAL, STRIPE_WEBHOOK_SECRET: 'whsec_a,whsec_b,whsec_c' },
      /^STRIPE_WEBHOOK_SECRET must hold one signing secret, or two/,
    ],
    [
      'a keypair of no currency',
      { ...REAL, STRIPE_SECRET_KEY_EURO: 'sk_test_abc' },
      /^STRIPE_SECRET_KEY_EURO must end with an ISO 4217 currency code/,
    ],
    [
      'a STRIPE_API_BASE with a path',
      { ...REAL, STRIPE_API_BASE: 'http://127.0.0.1/v1' },
      /^STRIPE_API_BASE must/,
    ],
    [
      'a STRIPE_JS_URL that is no URL',
      { ...REAL, STRIPE_JS_URL: '/stripe.js' },
      /^STRIPE_JS_URL must be a URL/,
    ],
    ['a currency that is none', { SHOP_CURRENCIES: 'eur,xyzz' }, /^SHOP_CURRENCIES must hold ISO 4217/],
    ['an e-mail that is none', { ...ADMIN, ADMIN_EMAIL: 'owner' }, /^ADMIN_EMAIL must be an e-mail address/],
    ['a short password', { ...ADMIN, ADMIN_PASSWORD: 'short' }, /^ADMIN_PASSWORD must have at least 8/],
    ['an e-mail without a password', { ADMIN_EMAIL: 'a@b.example' }, /^ADMIN_EMAIL and ADMIN_PASSWORD must/],
    ['a token with spaces', { METRICS_TOKEN: 'two words' }, /^METRICS_TOKEN must not contain spaces/],
  ]

  it.each(mistakes)('%s is named, and nothing else is', (_what, env, problem) => {
    expect(problemsOf(env)).toEqual([expect.stringMatching(problem)])
  })

  it('of having no administrator and configuring none is named', () => {
    expect(problemsOf(TEST_KEYS, { hasUsers: false })).toEqual([
      expect.stringMatching(/^ADMIN_EMAIL and ADMIN_PASSWORD must be set: there is no administrator yet/),
    ])
    expect(problemsOf({ ...TEST_KEYS, ...ADMIN }, { hasUsers: false })).toEqual([])
  })

  it.each([
    [
      'that cannot be read',
      {
        STRIPE_SECRET_KEY: 'pk_test_x',
        STRIPE_PUBLISHABLE_KEY: 'sk_test_x',
        STRIPE_WEBHOOK_SECRET: 'whsec_x',
      },
      ['STRIPE_SECRET_KEY', 'STRIPE_PUBLISHABLE_KEY', 'ADMIN_EMAIL'],
    ],
    ['of no currency', { STRIPE_SECRET_KEY_ZZZ: 'sk_test_x' }, ['STRIPE_SECRET_KEY_ZZZ', 'ADMIN_EMAIL']],
  ])('of having no administrator is named beside keys %s', (_what, env, named) => {
    const problems = problemsOf(env as unknown as Record<string, string>, { hasUsers: false })
    expect(problems.map((problem) => problem.split(' ')[0])).toEqual(named)
  })

  it('is told along with all the others', () => {
    const problems = problemsOf(
      {
        PORT: 'x',
        PUBLIC_URL: 'y',
        DATABASE_URL: 'postgres://localhost/shop',
        ...keys('live'),
        STRIPE_PUBLISHABLE_KEY: 'pk_test_abc',
        STRIPE_WEBHOOK_SECRET: '',
        STRIPE_API_BASE: 'http://127.0.0.1:1',
        ADMIN_EMAIL: 'owner@shop.example',
      },
      { hasUsers: false },
    )
    const named = problems.map((problem) => problem.split(' ')[0])
    expect(named.sort()).toEqual([
      'ADMIN_EMAIL',
      'PAYLOAD_SECRET',
      'PORT',
      'PUBLIC_URL',
      'STRIPE_API_BASE',
      'STRIPE_PUBLISHABLE_KEY',
      'STRIPE_WEBHOOK_SECRET',
    ])
  })

  it('never shows the value of a secret', () => {
    const secret = 'correct-horse-battery'
    const env = {
      STRIPE_SECRET_KEY: secret,
      STRIPE_PUBLISHABLE_KEY: secret,
      STRIPE_WEBHOOK_SECRET: secret,
      DATABASE_URL: secret,
      ADMIN_PASSWORD: secret,
      METRICS_TOKEN: `${secret} ${secret}`,
    }
    const problems = problemsOf(env)
    expect(problems.length).toBeGreaterThan(4)
    expect(problems.join()).not.toContain(secret)
  })
})

describe('a misspelt variable', () => {
  const misspelt: [name: string, meant: string][] = [
    ['PUBLC_URL', 'PUBLIC_URL'],
    ['SMPT_URL', 'SMTP_URL'],
    ['MAIL_FORM', 'MAIL_FROM'],
    ['PUBLIC_URI', 'PUBLIC_URL'],
    ['public_url', 'PUBLIC_URL'],
    ['DATABASE_URI', 'DATABASE_URL'],
    ['DATABASE_REPLICA_URL', 'DATABASE_REPLICA_URLS'],
    ['DATADIR', 'DATA_DIR'],
    ['PAYLOAD_SECERT', 'PAYLOAD_SECRET'],
    ['ADMIN_PASSWD', 'ADMIN_PASSWORD'],
    ['ALLOWED_ORIGIN', 'ALLOWED_ORIGINS'],
    ['SHOP_CURRENCY', 'SHOP_CURRENCIES'],
    ['SANDBOX_PUBLICURL', 'SANDBOX_PUBLIC_URL'],
    ['PAYMENT_FLOWS', 'PAYMENT_FLOW'],
    ['STRIPE_SECRETKEY', 'STRIPE_SECRET_KEY'],
    ['STRIPE_SECRETKEY_EUR', 'STRIPE_SECRET_KEY_EUR'],
    ['STRIPE_PUBLISHABLE_KEYS_EUR', 'STRIPE_PUBLISHABLE_KEY_EUR'],
  ]

  it.each(misspelt)('%s is named, and so is %s, which was meant', (name, meant) => {
    expect(problemsOf({ [name]: 'x' })).toEqual([
      `${name} is not a variable of the shop. Did you mean ${meant}?`,
    ])
  })

  it.each(['STRIPE_KEY', 'STRIPE_PUBLIC_KEY', 'STRIPE_SIGNING_SECRET'])(
    '%s is named although it resembles none: it begins with STRIPE_',
    (name) => {
      expect(problemsOf({ [name]: 'x' })).toEqual([
        `${name} is not a variable of the shop; .env.example lists those.`,
      ])
    },
  )

  it('is named along with what it leaves unset, and never its value', () => {
    const { STRIPE_SECRET_KEY: key = '', ...others } = REAL as Record<string, string>
    const problems = problemsOf({ ...others, STRIPE_SECRETKEY: key })
    expect(problems.toSorted()).toEqual([
      'STRIPE_SECRETKEY is not a variable of the shop. Did you mean STRIPE_SECRET_KEY?',
      'STRIPE_SECRET_KEY must be set: other keys of that account are.',
    ])
  })

  it.each(ENVIRONMENT_VARIABLES.filter((name) => name.length >= 8))(
    'is found for %s wherever a letter is missing or two have changed places',
    (name) => {
      for (let index = 0; index < name.length; index += 1) {
        const [before, letter, next] = [name.slice(0, index), name[index], name[index + 1] ?? '']
        const slips = [before + name.slice(index + 1), `${before}${next}${letter}${name.slice(index + 2)}`]
        for (const slip of slips.filter((text) => text !== name)) {
          expect(problemsOf({ [slip]: '1' })).toEqual([
            `${slip} is not a variable of the shop. Did you mean ${name}?`,
          ])
        }
      }
    },
  )

  it('is told from the address of a service in Kubernetes', () => {
    expect(problemsOf({ STRIPE_PORT: 'tcp://10.0.0.1:443', SANDBX_PORT: 'tcp://10.0.0.2:80' })).toEqual([])
    expect(problemsOf({ SANDBX_PORT: '3001' })).toEqual([
      'SANDBX_PORT is not a variable of the shop. Did you mean SANDBOX_PORT?',
    ])
  })

  it('that is empty counts as unset', () => {
    expect(problemsOf({ STRIPE_SECRETKEY: '', PUBLC_URL: ' ' })).toEqual([])
  })

  it('may stand beside the right one', () => {
    expect(problemsOf({ ...REAL, DATABASE_URI: DATABASE.DATABASE_URL, DATADIR: '/srv' })).toEqual([
      'DATADIR is not a variable of the shop. Did you mean DATA_DIR?',
    ])
    expect(problemsOf({ ...REAL, PUBLIC_URI: 'x', DATABASE_URI: 'x' })).toEqual([])
  })

  it.each([
    ['a shell', 'HOME HOSTNAME HOSTTYPE USER LOGNAME PWD OLDPWD PATH SHELL SHLVL TERM LANG LC_ALL TZ _'],
    ['proxies', 'HTTP_PROXY HTTPS_PROXY NO_PROXY http_proxy https_proxy no_proxy ALL_PROXY'],
    ['Node and npm', 'NODE_ENV NODE_OPTIONS npm_config_port npm_package_name npm_lifecycle_event INIT_CWD'],
    ['Payload and Next', 'PAYLOAD_CONFIG_PATH PAYLOAD_LOG_LEVEL NEXT_PUBLIC_URL NEXT_PUBLIC_SERVER_URL'],
    ['systemd', 'INVOCATION_ID JOURNAL_STREAM NOTIFY_SOCKET STATE_DIRECTORY SYSTEMD_EXEC_PID'],
    ['continuous integration', 'CI GITHUB_ACTIONS GITHUB_SERVER_URL RUNNER_TEMP GITLAB_CI CI_SERVER_HOST'],
    ['hosting', 'DYNO RENDER_EXTERNAL_URL FLY_APP_NAME RAILWAY_PUBLIC_DOMAIN VERCEL_URL K_SERVICE'],
    ['PostgreSQL', 'PGHOST PGPORT PGDATA PGUSER POSTGRES_PASSWORD POSTGRES_DB POSTGRES_URL DB_URL'],
    ['other programs', 'MONGODB_URL REDIS_URL SMTP_HOST IS_SANDBOX PORTS HOSTS POST SORT ADMIN_URL'],
    ['the containers of this shop', 'SHOP_PORT SHOP_SANDBOX_PORT BACKUP_KEEP'],
    ['the stand-in by itself', 'SANDBOX_DATA_DIR STAND_IN_KEYS'],
    ['this project’s tests', 'STRIPE_MOCK STRIPE_CONFORMANCE_KEY TEST_DATABASE_URL BENCH_PORT CHROME_PATH'],
    ['Stripe’s command line tool', 'STRIPE_API_KEY STRIPE_DEVICE_NAME STRIPE_CLI_TELEMETRY_OPTOUT'],
    ['a service named shop', 'SHOP_SERVICE_HOST SHOP_SERVICE_PORT_HTTP SHOP_PORT_3000_TCP SHOP_NAME'],
    ['a service named stripe', 'STRIPE_SERVICE_HOST STRIPE_PORT_443_TCP_ADDR'],
    ['a service named sandbox', 'SANDBOX_SERVICE_HOST SANDBOX_PORT_3001_TCP SANDBOX_ID SANDBOX_RUNTIME'],
  ])('is not seen in what belongs to %s', (_whose, names) => {
    const env = Object.fromEntries(names.split(' ').map((name) => [name, 'x']))
    expect(problemsOf(env)).toEqual([])
  })
})

describe('a warning', () => {
  const warningsOf = (env: Record<string, string>): ShopConfig['warnings'] => readConfig(env).warnings

  it('tells of plain http, except on this machine', () => {
    expect(warningsOf({ PUBLIC_URL: 'http://shop.example' })).toEqual([
      expect.stringMatching(/^PUBLIC_URL \(http:\/\/shop\.example\) is plain http/),
    ])
    for (const host of ['localhost:3000', '127.0.0.1', 'shop.localhost', '[::1]:3000']) {
      expect(warningsOf({ PUBLIC_URL: `http://${host}` })).toEqual([])
    }
    expect(warningsOf(REAL)).toEqual([])
  })

  it('tells of a signing secret that can be guessed', () => {
    expect(warningsOf({ ...REAL, PAYLOAD_SECRET: 'shop' })).toEqual([
      expect.stringMatching(/^PAYLOAD_SECRET is shorter than 32 characters/),
    ])
  })

  it('tells of keys that a forced demo does not use', () => {
    expect(
      warningsOf({ ...REAL, STRIPE_SANDBOX: 'true', SANDBOX_PUBLIC_URL: 'https://pay.example' }),
    ).toEqual([expect.stringContaining('ignores the Stripe keys')])
  })

  it('warns of a webhook secret that two accounts share', () => {
    expect(warningsOf({ ...REAL, ...keys('test', '_EUR') })).toEqual([
      expect.stringMatching(/same webhook secret/),
    ])
    expect(warningsOf({ ...REAL, ...keys('test', '_EUR'), STRIPE_WEBHOOK_SECRET_EUR: 'whsec_eur' })).toEqual(
      [],
    )
  })

  it('tells of live and test keys side by side', () => {
    const live = { ...keys('live', '_EUR'), STRIPE_WEBHOOK_SECRET_EUR: 'whsec_eur' }
    expect(warningsOf({ ...REAL, ...live })).toEqual([
      expect.stringMatching(/^Some Stripe accounts have live keys and others test keys/),
    ])
  })
})
