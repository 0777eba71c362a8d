import { buildServer } from './build.mjs'

/** `npm run sandbox`: the stand-in for Stripe alone. */
await buildServer(console.log)
await import('../dist/sandbox.js')
