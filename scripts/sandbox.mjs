import path from 'node:path'
import { buildServer } from './build.mjs'

/** `npm run sandbox`: the stand-in for Stripe alone, with the data that the demo leaves behind. */
process.env.SANDBOX_DATA_DIR ??= path.join(process.env.DATA_DIR ?? '.data', 'sandbox')
process.env.HOST ??= '0.0.0.0'
await buildServer((line) => console.error(line))
await import('../dist/sandbox.js')
