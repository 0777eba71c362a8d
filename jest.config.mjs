const swc = [
  '@swc/jest',
  {
    jsc: {
      experimental: { keepImportAttributes: true },
      parser: { syntax: 'typescript', tsx: true },
      target: 'es2022',
      transform: { react: { runtime: 'automatic' } },
    },
    module: { type: 'es6' },
  },
]

const shared = {
  testEnvironment: 'node',
  // As in scripts/start.mjs: without `production`, loading the text editor's packages sometimes never ends.
  testEnvironmentOptions: { customExportConditions: ['node', 'node-addons', 'production'] },
  extensionsToTreatAsEsm: ['.ts', '.tsx'],
  // As `paths` in tsconfig.json, which Jest does not read.
  moduleNameMapper: {
    '^@payload-config$': '<rootDir>/payload.config.ts',
    '^payload-stripe-shop$': '<rootDir>/src/plugin/index.ts',
    '^payload-stripe-shop/(.*)$': '<rootDir>/src/plugin/exports/$1.ts',
    '^stripe-stand-in$': '<rootDir>/src/stand-in/index.ts',
  },
  transform: { '^.+\\.tsx?$': swc },
}

const onDatabase = {
  globalSetup: '<rootDir>/tests/support/global-setup.mjs',
  globalTeardown: '<rootDir>/tests/support/global-teardown.mjs',
}

export default {
  testTimeout: 60_000,
  projects: [
    { ...shared, displayName: 'unit', testMatch: ['<rootDir>/tests/unit/**/*.test.ts'] },
    {
      ...shared,
      ...onDatabase,
      displayName: 'integration',
      testMatch: ['<rootDir>/tests/integration/**/*.test.ts'],
    },
    { ...shared, ...onDatabase, displayName: 'e2e', testMatch: ['<rootDir>/tests/e2e/**/*.test.ts'] },
    {
      ...shared,
      ...onDatabase,
      globalSetup: '<rootDir>/tests/support/pack-setup.mjs',
      displayName: 'install',
      testMatch: ['<rootDir>/tests/install/**/*.test.ts'],
    },
  ],
}
