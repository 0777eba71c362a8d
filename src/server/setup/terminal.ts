import { confirm, isCancel, log, password, text } from '@clack/prompts'
import { CanceledError, type Dialogue, type Question } from './dialogue.ts'

/** A person at a terminal. */
export const terminal: Dialogue = {
  ask: async (question) => {
    const { message, isSecret = false, placeholder, initial } = question
    const validate = (answer: string | undefined) => problemOf(question, answer ?? '') ?? undefined
    const answer = isSecret
      ? await password({ message, validate })
      : await text({
          message,
          ...(placeholder !== undefined && { placeholder }),
          ...(initial !== undefined && { placeholder: initial, defaultValue: initial }),
          validate,
        })
    return (orStop(answer) ?? '').trim()
  },
  confirm: async (message) => orStop(await confirm({ message })),
  say: (line) => log.message(line),
}

function problemOf({ initial, isOptional, findProblem }: Question, typed: string): string | null {
  const answer = typed.trim()
  if (answer === '') return isOptional || initial !== undefined ? null : 'Please type something.'
  return findProblem?.(answer) ?? null
}

function orStop<T>(answer: T): Exclude<T, symbol> {
  if (isCancel(answer)) throw new CanceledError()
  return answer as Exclude<T, symbol>
}
