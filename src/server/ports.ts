import { once } from 'node:events'
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'

export interface Place {
  /** The variable that an operator changes to have another port. */
  variable: 'PORT' | 'SANDBOX_PORT'
  port: number
  host: string
}

/** Something else is listening there, or this process may not. Its message says what to do. */
export class PortError extends Error {
  override readonly name = 'PortError'
}

/** Tries each place for a moment, before anything else is started. */
export async function assertFree(places: Place[]): Promise<void> {
  for (const place of places) {
    const server = createServer((_req, res) => res.destroy())
    await listen(server, place)
    server.close()
    // Somebody may have connected in this moment already, and would keep it open.
    server.closeAllConnections()
    await once(server, 'close')
  }
}

/** @throws PortError */
export async function listen(server: Server, place: Place): Promise<number> {
  server.listen(place.port, place.host)
  try {
    await once(server, 'listening')
  } catch (error) {
    throw new PortError(explain(error as NodeJS.ErrnoException, place), { cause: error })
  }
  return (server.address() as AddressInfo).port
}

function explain({ code, message }: NodeJS.ErrnoException, { variable, port, host }: Place): string {
  if (code === 'EADDRINUSE') {
    return `Port ${port} is in use by another program. Set ${variable} to a free port, for example ${variable}=${port + 10}.`
  }
  if (code === 'EACCES') return `Port ${port} is not open to this user. Set ${variable} to one above 1023.`
  if (code === 'EADDRNOTAVAIL' || code === 'ENOTFOUND')
    return `This machine has no address ${host}. Set HOST to one.`
  return `Cannot listen on ${host}:${port} (${variable}): ${message}`
}
