/**
 * `npm start` without the admin panel, which takes half a minute to build and is not what is tested here. With
 * arguments it is a command of package.json, such as `stripe:sync`.
 */
import { buildServer } from '../../../../scripts/build.mjs'

await buildServer(console.log)
const [command, ...options] = process.argv.slice(2)
if (command === undefined) {
  const { main } = await import('../../../../dist/main.js')
  await main({ isDevelopment: false })
} else {
  const { run } = await import('../../../../dist/commands.js')
  await run(command, options)
}
