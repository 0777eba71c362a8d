import { spawn } from 'node:child_process'
import path from 'node:path'
import { fileURLToPath } from 'node:url'

// The server starts anew when one of its files changes. Views and public files are read on each request, and
// the admin panel is reloaded in the browser by Next.
const root = path.resolve(fileURLToPath(import.meta.url), '../..')
const tsx = path.join(root, 'node_modules/tsx/dist/cli.mjs')
const child = spawn(
  process.execPath,
  [tsx, 'watch', '--conditions=production', '--clear-screen=false', 'scripts/dev-server.ts'],
  {
    cwd: root,
    env: { ...process.env, NODE_ENV: 'development' },
    stdio: ['ignore', 'inherit', 'inherit'],
    // In a group of its own: of the terminal's signal and this one passed on, the second would kill it.
    detached: true,
  },
)
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, () => child.kill(signal))
child.once('exit', (code) => process.exit(code ?? 1))
