const ADDRESS = /^[^\s<>@,;]+@[^\s<>@,;]+\.[^\s<>@,;]+$/
const MAX_CHARS = 200

/** Whether it can be the address of one person: whether mail arrives there is for the mail server to find out. */
export function isMailAddress(value: unknown): value is string {
  return typeof value === 'string' && value.length <= MAX_CHARS && ADDRESS.test(value)
}
