import { spawn } from 'node:child_process'

/** The tarballs that the tests install. */
export default async function setUp() {
  const child = spawn(process.execPath, ['scripts/pack.mjs'], { stdio: ['ignore', 'ignore', 'inherit'] })
  const code = await new Promise((resolve, reject) => {
    child.once('error', reject)
    child.once('close', resolve)
  })
  if (code !== 0) throw new Error('The packages cannot be packed.')
}
