/** A failed start that its message explains in full. */
export class StartError extends Error {
  override readonly name = 'StartError'
}
