/**
 * The arrows of ARCHITECTURE.md: domain ← stripe, collections ← shop ← endpoints, server. A layer names here
 * what it may reach; everything else under src/ is forbidden to it.
 */
const LAYERS = {
  'src/domain/': [],
  'src/stripe/': ['src/domain/'],
  'src/database/': [],
  'src/database.ts': ['src/database/'],
  'src/collections/': ['src/domain/', 'src/database.ts'],
  'src/shop/': ['src/domain/', 'src/stripe/', 'src/collections/', 'src/database.ts'],
  'src/endpoints/': ['src/domain/', 'src/stripe/', 'src/collections/', 'src/database.ts', 'src/shop/'],
  // Named by path in the collections and rendered on the server, or in the browser with domain alone.
  'src/admin/': ['src/domain/', 'src/shop/'],
  'src/plugin.ts': [
    'src/domain/',
    'src/stripe/',
    'src/collections/',
    'src/database.ts',
    'src/shop/',
    'src/endpoints/',
  ],
  'src/index.ts': [
    'src/plugin.ts',
    'src/database.ts',
    'src/domain/',
    'src/stripe/',
    'src/shop/',
    'src/collections/',
  ],
  'src/sandbox/': [],
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

/** Which packages only some folders may know. `payload` stands for all of Payload and Next. */
const PACKAGES = {
  payload: { path: '^node_modules/(payload|@payloadcms|next)/', notIn: ['^src/(domain|stripe|sandbox)/'] },
  express: {
    path: '^node_modules/(express|express-rate-limit|helmet|compression|cors)/',
    onlyIn: ['^src/(server|sandbox)/', '^(tests|scripts)/'],
  },
  // Naming one of Stripe's types calls nothing.
  stripe: {
    path: '^node_modules/stripe/',
    onlyIn: ['^src/(stripe|sandbox)/', '^(tests|scripts)/'],
    dependencyTypesNot: ['type-only'],
  },
  postgres: {
    path: '^node_modules/(pg|drizzle-orm|@payloadcms/db-postgres)/',
    onlyIn: [
      '^src/database/postgres\\.ts$',
      '^src/server/',
      '^src/migrations/',
      '^payload\\.config',
      '^(tests|scripts)/',
    ],
  },
  mongodb: {
    path: '^node_modules/(mongodb|mongoose|@payloadcms/db-mongodb)/',
    onlyIn: ['^src/database/mongodb\\.ts$', '^(tests|scripts)/'],
  },
}

const homes = Object.entries(PACKAGES).map(([name, { path, onlyIn, notIn, dependencyTypesNot }]) => ({
  name: `home of ${name}`,
  severity: 'error',
  from: { ...(onlyIn && { pathNot: onlyIn }), ...(notIn && { path: notIn }) },
  to: { path, ...(dependencyTypesNot && { dependencyTypesNot }) },
}))

const TOOLS = '^(tests|scripts)/'

/** @type {import('dependency-cruiser').IConfiguration} */
export default {
  forbidden: [
    ...arrows,
    ...homes,
    {
      name: 'nothing imports the server',
      comment: 'It is the top. The Payload config reads from it what this process was configured with.',
      severity: 'error',
      from: { pathNot: ['^src/server/', TOOLS, '^payload\\.config\\.ts$'] },
      to: { path: '^src/server/' },
    },
    {
      name: 'the Payload config reads only the configuration',
      severity: 'error',
      from: { path: '^payload\\.config\\.ts$' },
      to: { path: '^src/server/', pathNot: '^src/server/(config|database-pool)\\.ts$' },
    },
    {
      name: 'only the start mounts the sandbox',
      comment: 'The shop does not know whether it talks to Stripe or to the stand-in.',
      severity: 'error',
      from: { pathNot: ['^src/sandbox/', TOOLS, '^src/server/start-shop\\.ts$'] },
      to: { path: '^src/sandbox/' },
    },
    {
      name: 'no cycles',
      comment: 'Two files may know each other’s types; that is gone before anything runs.',
      severity: 'error',
      from: {},
      to: { circular: true, viaOnly: { dependencyTypesNot: ['type-only'] } },
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
