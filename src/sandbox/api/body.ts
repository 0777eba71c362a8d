import type { IncomingMessage } from 'node:http'
import { ApiError } from './errors.ts'

const MAX_BYTES = 1024 * 1024

/** Reads a form as it was sent; the fingerprint of an idempotent request is taken over exactly this text. */
export async function readBody(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = []
  let size = 0
  for await (const chunk of request as AsyncIterable<Buffer>) {
    size += chunk.length
    if (size > MAX_BYTES) throw new ApiError('The request is too large.', { status: 413 })
    chunks.push(chunk)
  }
  return Buffer.concat(chunks).toString('utf8')
}
