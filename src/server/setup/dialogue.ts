/** One question of a dialogue, and what an answer to it must be like. */
export interface Question {
  message: string
  /** Shown where nothing is typed yet. */
  placeholder?: string
  /** What an empty answer means; without it an empty answer is asked again, unless it is optional. */
  initial?: string
  isOptional?: boolean
  /** Typed unseen. */
  isSecret?: boolean
  /** Says what is wrong with an answer. */
  findProblem?: (answer: string) => string | null
}

/** Who answers the questions: a person at a terminal, or a test. */
export interface Dialogue {
  /** @throws CanceledError where the person has had enough */
  ask(question: Question): Promise<string>
  confirm(message: string): Promise<boolean>
  say(text: string): void
}

export class CanceledError extends Error {
  override readonly name = 'CanceledError'
}
