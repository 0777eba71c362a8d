import { mkdtemp, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { findFreePort } from './free-port.ts'
import { type HostServer, startHostServer } from './host-program.ts'
import { installPackages, tarballOf } from './packages.ts'

/** A bare Node project with the stand-in out of its tarball, outside this repository. Answers the folder. */
export async function createStandInProject(): Promise<string> {
  const folder = await mkdtemp(path.join(tmpdir(), 'bare-node-'))
  const description = { name: 'bare', version: '1.0.0', private: true, type: 'module' }
  await writeFile(path.join(folder, 'package.json'), JSON.stringify(description))
  await installPackages(folder, [await tarballOf('stripe-stand-in')])
  return folder
}

export interface InstalledStandIn extends HostServer {
  url: string
}

/** As its README starts it. */
export async function startInstalledStandIn(folder: string): Promise<InstalledStandIn> {
  const port = await findFreePort()
  const url = `http://localhost:${port}`
  const args = ['stripe-stand-in', '--port', String(port), '--data', '.stripe']
  const server = await startHostServer('npx', args, { cwd: folder, ready: /Keys: / })
  return Object.assign(server, { url })
}
