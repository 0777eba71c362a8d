import type { Server } from 'node:http'

const ANSWER = [
  'HTTP/1.1 405 Method Not Allowed',
  'Allow: GET, HEAD, OPTIONS, POST, PUT, PATCH, DELETE',
  'Content-Length: 0',
  'Connection: close',
  '',
  '',
].join('\r\n')

/** Refuses CONNECT, which Node keeps from request handlers: without an answer the caller would only see the connection end. */
export function refuseTunnels(server: Server): void {
  server.on('connect', (_req, socket) => {
    socket.on('error', () => {})
    socket.end(ANSWER)
  })
}
