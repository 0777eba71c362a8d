import { tsImport } from 'tsx/esm/api'

/** Jest cannot load a TypeScript module here itself, so tsx does. */
export default async function setUp() {
  const { startTestDatabase } = await tsImport('./test-database.ts', import.meta.url)
  globalThis.testDatabase = await startTestDatabase()
}
