/** `npm start` without the admin panel, which takes half a minute to build and is not what is tested here. */
import { buildServer } from '../../../scripts/build.mjs'

await buildServer(console.log)
const { main } = await import('../../../dist/main.js')
await main({ isDevelopment: false })
