import { describe, expect, it } from '@jest/globals'
import { type Command, readCommandLine } from '../../../src/stand-in/command-line.ts'

const started = (args: string[], env: Record<string, string> = {}) => {
  const command = readCommandLine(args, env)
  if (command.name !== 'start') throw new Error(JSON.stringify(command))
  return command.options
}
const problemsOf = (command: Command) => (command.name === 'refuse' ? command.problems : [])

describe('The command line of the stand-in', () => {
  it('needs nothing', () => {
    expect(started([])).toEqual({ port: 3001, host: '127.0.0.1', dataDir: null })
  })

  it('takes arguments, and variables where there is no argument', () => {
    const env = { SANDBOX_PORT: '4010', SANDBOX_DATA_DIR: '/data', HOST: '0.0.0.0' }
    expect(started(['--port', '4020', '--public-url=https://stripe.example'], env)).toEqual({
      port: 4020,
      host: '0.0.0.0',
      publicUrl: 'https://stripe.example',
      dataDir: '/data',
    })
    expect(started(['--data', '.stripe', '--host', '::'], env)).toMatchObject({
      dataDir: '.stripe',
      host: '::',
      port: 4010,
    })
  })

  it('takes accounts with keys of their own', () => {
    const STAND_IN_KEYS = 'default:sk_test_51Abc:pk_test_51Abc, jpy:rk_test_2:pk_test_2'
    expect(started([], { STAND_IN_KEYS }).accounts).toEqual([
      { name: 'default', secretKey: 'sk_test_51Abc', publishableKey: 'pk_test_51Abc' },
      { name: 'jpy', secretKey: 'rk_test_2', publishableKey: 'pk_test_2' },
    ])
  })

  it('answers for itself', () => {
    expect(readCommandLine(['--help'], {})).toEqual({ name: 'help' })
    expect(readCommandLine(['-v', '--port', 'x'], {})).toEqual({ name: 'version' })
  })

  it('names every mistake at once, and repeats no key', () => {
    const env = {
      SANDBOX_PORT: '70000',
      SANDBOX_PUBLIC_URL: 'localhost:3001',
      STAND_IN_KEYS: `usd,a:${['sk', 'live', 'x'].join('_')}:pk_test_1,b:sk_test_ü:pk_test_2,c:sk_test_3:pk_test_1`,
    }
    const problems = problemsOf(readCommandLine([], env))
    expect(problems).toEqual([
      'SANDBOX_PORT must be a port between 0 and 65535; it is 70000.',
      'SANDBOX_PUBLIC_URL must be an address that begins with http:// or https://; it is localhost:3001.',
      'STAND_IN_KEYS, entry 1: it must read name:sk_test_…:pk_test_….',
      'STAND_IN_KEYS, entry 2 (a): a live key has no business here. Take a key of the test mode.',
      'STAND_IN_KEYS, entry 3 (b): the secret key must be sk_test_ and letters and digits.',
      'STAND_IN_KEYS: each key can be there only once.',
    ])
  })

  it('refuses an option that it does not have', () => {
    expect(problemsOf(readCommandLine(['--prot', '1'], {}))).toEqual([expect.stringContaining('--prot')])
  })
})
