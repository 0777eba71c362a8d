import type { IncomingMessage } from 'node:http'
import { ApiError } from './errors.ts'

const MAX_BYTES = 1024 * 1024

/** Reads a form as it was sent; the fingerprint of an idempotent request is taken over exactly this text. */
export function readBody(request: IncomingMessage): Promise<string> {
  return new Promise((resolve, reject) => {
    const chunks: Buffer[] = []
    let size = 0
    request.on('data', (chunk: Buffer) => {
      size += chunk.length
      if (size <= MAX_BYTES) chunks.push(chunk)
      else reject(new ApiError('The request is too large.', { status: 413 }))
    })
    request.once('end', () => resolve(Buffer.concat(chunks).toString('utf8')))
    request.once('error', () => reject(new ApiError('The request was cut off.', {})))
  })
}
