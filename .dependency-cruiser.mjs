/**
 * The arrows of ARCHITECTURE.md. Inside the plugin: domain ← stripe, database ← collections ← shop ← http ← plugin.
 * A layer names here what it may reach; everything else under src/ is forbidden to it.
 */
const PLUGIN_LAYERS = {
  'domain/': [],
  'slugs.ts': [],
  'stripe/': ['domain/'],
  'database/': ['domain/', 'slugs.ts'],
  'translations/': ['domain/'],
  'collections/': ['domain/', 'database/', 'translations/', 'slugs.ts'],
  'shop/': ['domain/', 'stripe/', 'collections/', 'database/', 'slugs.ts'],
  'http/': ['domain/', 'stripe/', 'collections/', 'database/', 'shop/', 'translations/', 'slugs.ts'],
  // Named by path in the collections and rendered on the server, or in the browser with domain alone.
  'admin/': ['domain/', 'shop/', 'translations/', 'slugs.ts'],
  'plugin.ts': ['domain/', 'stripe/', 'collections/', 'database/', 'shop/', 'http/', 'slugs.ts'],
  'index.ts': ['plugin.ts', 'slugs.ts', 'domain/', 'stripe/', 'collections/', 'database/', 'shop/', 'http/'],
  // The entry points beside `index.ts`, for a runtime or a purpose each.
  'exports/': [
    'domain/',
    'stripe/',
    'collections/',
    'database/',
    'translations/',
    'shop/',
    'http/',
    'admin/',
  ],
}

/** The folders of the shop, each reaching only those before it, and none the work that runs by itself on top of them. */
const SHOP_FOLDERS = ['orders', 'sync', 'payments', 'refunds', 'cart', 'events', 'reconciliation']
const SHOP_TOP = ['background', 'outbox', 'scheduled-publishing', 'sweep', 'withdrawals']

const LAYERS = {
  ...Object.fromEntries(
    Object.entries(PLUGIN_LAYERS).map(([layer, reachable]) => [
      `src/plugin/${layer}`,
      reachable.map((other) => `src/plugin/${other}`),
    ]),
  ),
  'src/stand-in/': [],
}

const asPattern = (layer) => `^${layer.replaceAll('.', '\\.')}${layer.endsWith('/') ? '' : '$'}`

const arrows = Object.entries(LAYERS).map(([layer, reachable]) => ({
  name: `arrows of ${layer}`,
  comment:
    reachable.length > 0 ? `It reaches only ${reachable.join(', ')}.` : 'It reaches nothing of the rest.',
  severity: 'error',
  from: { path: asPattern(layer) },
  to: { path: '^(src/|payload\\.config)', pathNot: [layer, ...reachable].map(asPattern) },
}))

const shopArrows = SHOP_FOLDERS.map((folder, index) => ({
  name: `arrows of shop/${folder}`,
  comment: `It reaches ${SHOP_FOLDERS.slice(0, index).join(', ') || 'no other folder'} and what all of the shop uses.`,
  severity: 'error',
  from: { path: `^src/plugin/shop/${folder}/` },
  to: { path: `^src/plugin/shop/(${[...SHOP_FOLDERS.slice(index + 1), ...SHOP_TOP].join('|')})(/|\\.ts)` },
}))

/** Which packages only some folders may know. `payload` stands for all of Payload and Next. */
const PACKAGES = {
  payload: {
    path: '^node_modules/(payload|@payloadcms|next)/',
    notIn: ['^src/(plugin/(domain|stripe)|stand-in)/'],
  },
  express: {
    path: '^node_modules/(express|express-rate-limit|helmet|compression|cors)/',
    onlyIn: ['^src/(server|stand-in)/', '^(tests|scripts)/'],
  },
  // Naming one of Stripe's types calls nothing.
  stripe: {
    path: '^node_modules/stripe/',
    onlyIn: ['^src/(plugin/stripe|stand-in)/', '^(tests|scripts)/'],
    dependencyTypesNot: ['type-only'],
  },
  postgres: {
    path: '^node_modules/(pg|drizzle-orm|@payloadcms/db-postgres)/',
    onlyIn: [
      '^src/plugin/database/postgres/',
      '^src/server/',
      '^src/migrations/',
      '^payload\\.config',
      '^(tests|scripts)/',
    ],
  },
  mongodb: {
    path: '^node_modules/(mongodb|mongoose|@payloadcms/db-mongodb)/',
    onlyIn: ['^src/plugin/database/mongodb/', '^(tests|scripts)/'],
  },
}

const homes = Object.entries(PACKAGES).map(([name, { path, onlyIn, notIn, dependencyTypesNot }]) => ({
  name: `home of ${name}`,
  severity: 'error',
  from: { ...(onlyIn && { pathNot: onlyIn }), ...(notIn && { path: notIn }) },
  to: { path, ...(dependencyTypesNot && { dependencyTypesNot }) },
}))

/** The packages of one database or the other; a project has those of one. */
const ADAPTERS = '^node_modules/(@payloadcms/(db-[a-z]+|drizzle)|drizzle-orm|pg|mongodb|mongoose)/'
const REPLICA_READER = '^src/plugin/database/postgres/replica-reader\\.ts$'
const POSTGRES_ENTRY = '^src/plugin/exports/postgres\\.ts$'

const TOOLS = '^(tests|scripts)/'

/** @type {import('dependency-cruiser').IConfiguration} */
export default {
  forbidden: [
    ...arrows,
    ...shopArrows,
    ...homes,
    {
      name: 'nothing imports the server',
      comment: 'It is the top. The Payload config reads from it what this process was configured with.',
      severity: 'error',
      from: { pathNot: ['^src/(server|app)/', TOOLS, '^payload\\.config\\.ts$'] },
      to: { path: '^src/server/' },
    },
    {
      name: 'the Payload config reads only the configuration, the users, where pictures are, what stands beside orders and items, what is in several languages, spreadsheets, and what leads to mails',
      severity: 'error',
      from: { path: '^payload\\.config\\.ts$' },
      to: {
        path: '^src/server/',
        pathNot:
          '^src/server/(admin/(item-preview|order-sidebar)|config/.*|database-pool|picture-files|catalogue-languages|mail/(mail-options|send-link)|spreadsheets/spreadsheets|users/.*)\\.ts$',
      },
    },
    {
      name: 'the application uses the packages’ public entry points',
      comment: 'As anybody else who installs them does.',
      severity: 'error',
      from: { path: ['^src/(server|app)/', '^payload\\.config\\.ts$'] },
      to: {
        path: '^src/(plugin|stand-in)/',
        pathNot: ['^src/plugin/(index|exports/[a-z]+)\\.ts$', '^src/stand-in/index\\.ts$'],
      },
    },
    {
      name: 'only the start mounts the stand-in',
      comment: 'The shop does not know whether it talks to Stripe or to the stand-in.',
      severity: 'error',
      from: { pathNot: ['^src/stand-in/', TOOLS, '^src/server/running-shop\\.ts$'] },
      to: { path: '^src/stand-in/' },
    },
    {
      name: 'the plugin loads no database adapter',
      comment: 'A bundler fails on the one that a project does not have. Types are gone by then.',
      severity: 'error',
      from: { path: '^src/plugin/', pathNot: REPLICA_READER },
      to: { path: ADAPTERS, dependencyTypesNot: ['type-only'] },
    },
    {
      name: 'only the entry point for PostgreSQL reaches what loads its adapter',
      severity: 'error',
      from: { path: '^src/plugin/', pathNot: POSTGRES_ENTRY },
      to: { path: [REPLICA_READER, POSTGRES_ENTRY] },
    },
    {
      name: 'no cycles',
      comment: 'Of types neither: what knows each other belongs together, or a third thing between them.',
      severity: 'error',
      from: {},
      to: { circular: true },
    },
    {
      name: 'everything can be found',
      severity: 'error',
      from: {},
      // The build makes it.
      to: { couldNotResolve: true, pathNot: '^(\\.\\./)*dist/' },
    },
    {
      name: 'the shop runs without what only its tools need',
      severity: 'error',
      from: { path: '^(src|payload\\.config)', pathNot: '^src/app/' },
      to: { dependencyTypes: ['npm-dev'], dependencyTypesNot: ['type-only'] },
    },
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    exclude: { path: '^(\\.next|dist|artifacts)/' },
    tsPreCompilationDeps: true,
    tsConfig: { fileName: 'tsconfig.json' },
    enhancedResolveOptions: {
      exportsFields: ['exports'],
      conditionNames: ['import', 'node', 'types', 'default'],
      extensions: ['.ts', '.tsx', '.mjs', '.js', '.json', '.css', '.scss'],
    },
  },
}
