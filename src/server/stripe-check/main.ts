import { runStripeCheck } from './command.ts'

/** Answers the exit code. */
export function main(): Promise<number> {
  return runStripeCheck(process.argv.slice(2), process.env, (line) => console.log(line))
}
