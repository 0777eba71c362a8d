import { once } from 'node:events'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'

export interface RelayedCall {
  method: string
  path: string
  /** The form that was sent, as text. */
  body: string
  idempotencyKey: string | null
  /** What was answered, once it was. */
  status?: number
}

export interface StripeRelay {
  url: string
  calls: RelayedCall[]
  /** Runs before a call is passed on; `'drop'` passes it on and then loses the answer, `'fail'` makes it an error. */
  // biome-ignore lint/suspicious/noConfusingVoidType: most watchers only look
  watch: ((call: RelayedCall) => Promise<'drop' | 'fail' | void>) | null
  /** Session creations, in order. */
  creations(): RelayedCall[]
  close(): Promise<void>
}

const SESSIONS = '/v1/checkout/sessions'

/** Stands between the shop and the sandbox, changes nothing and lets a test see each call at the moment it is made. */
export async function startRelay(target: string): Promise<StripeRelay> {
  const server = createServer(async (req, res) => {
    const chunks: Buffer[] = []
    for await (const chunk of req) chunks.push(chunk as Buffer)
    const body = Buffer.concat(chunks).toString()
    const key = req.headers['idempotency-key']
    const call: RelayedCall = {
      method: req.method ?? '',
      path: req.url ?? '',
      body,
      idempotencyKey: typeof key === 'string' ? key : null,
    }
    relay.calls.push(call)
    try {
      const wish = await relay.watch?.(call)
      const headers = Object.fromEntries(
        Object.entries(req.headers).filter(
          ([name]) => !/^(host|connection|content-length|keep-alive)$/.test(name),
        ),
      ) as Record<string, string>
      const answer = await fetch(target + call.path, {
        method: call.method,
        headers,
        ...(body && { body }),
      })
      const text = await answer.text()
      call.status = answer.status
      if (wish === 'drop') return void req.socket.destroy()
      if (wish === 'fail') {
        res.writeHead(500, { 'content-type': 'application/json' })
        return void res.end('{"error":{"type":"api_error","message":"Something went wrong on our end."}}')
      }
      res.writeHead(answer.status, Object.fromEntries([...answer.headers].filter(([name]) => isPassed(name))))
      res.end(text)
    } catch {
      req.socket.destroy()
    }
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const relay: StripeRelay = {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    calls: [],
    watch: null,
    creations: () => relay.calls.filter(({ method, path }) => method === 'POST' && path === SESSIONS),
    close: async () => {
      server.closeAllConnections()
      server.close()
      await once(server, 'close')
    },
  }
  return relay
}

function isPassed(header: string): boolean {
  return !['content-length', 'transfer-encoding', 'connection', 'keep-alive', 'content-encoding'].includes(
    header,
  )
}
