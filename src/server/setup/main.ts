import { existsSync } from 'node:fs'
import { runSetup } from './command.ts'
import { terminal } from './terminal.ts'

const FILE = '.env'

/** Answers the exit code. */
export async function main(): Promise<number> {
  if (process.argv.includes('--help')) {
    console.log(
      'Usage: npm run setup\nAsks what a real shop needs, writes it to .env and checks it with Stripe.',
    )
    return 0
  }
  if (!process.stdin.isTTY) {
    console.error(
      'npm run setup asks questions and needs a terminal. .env.example lists all there is to set.',
    )
    return 2
  }
  return runSetup({ dialogue: terminal, file: FILE, hasFile: existsSync(FILE), env: process.env })
}
