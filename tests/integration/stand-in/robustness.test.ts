import { connect as openSocket } from 'node:net'
import { describe, expect, it } from '@jest/globals'
import { connect, startTestSandbox } from './support.ts'

const CUT_OFF = [
  'POST /v1/products HTTP/1.1\r\nHost: x\r\nContent-Length: 100\r\n\r\nname',
  'GET /v1/prod',
  'POST /c/pay/cs_test_x HTTP/1.1\r\nHost: x\r\nContent-Length: 100\r\n\r\nname',
  'nonsense\r\n\r\n',
  'POST /_sandbox/faults HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nContent-Length: 60\r\n\r\n{"a',
]

/** Sends a part of a request, then resets the connection. */
function breakOff(port: number, text: string): Promise<void> {
  return new Promise((resolve) => {
    const socket = openSocket(port, '127.0.0.1', () => {
      socket.write(text)
      setTimeout(() => socket.resetAndDestroy(), 5)
    })
    socket.on('error', () => {})
    socket.on('close', () => resolve())
  })
}

describe('The sandbox', () => {
  it('goes on, and complains of nothing, when connections break off', async () => {
    const lines: string[] = []
    const sandbox = await startTestSandbox({ log: (line) => lines.push(line) })
    await Promise.all(
      CUT_OFF.flatMap((text) => Array.from({ length: 10 }, () => breakOff(sandbox.port, text))),
    )
    expect((await connect(sandbox).products.create({ name: 'Mug' })).name).toBe('Mug')
    await sandbox.close()
    expect(lines).toEqual([])
  })

  it('says in words that its port is taken', async () => {
    const first = await startTestSandbox()
    const second = startTestSandbox({ port: first.port })
    await expect(second).rejects.toThrow(
      `Port ${first.port} is in use: the stand-in for Stripe needs another`,
    )
    await first.close()
  })
})
