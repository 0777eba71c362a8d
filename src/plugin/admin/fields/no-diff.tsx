'use client'

/** Shows nothing of a field where versions are compared: for what no version has. */
export function NoDiff() {
  return null
}
