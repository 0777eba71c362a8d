import { expect, it } from '@jest/globals'
import type { JobsConfig } from 'payload'
import { jobsWithSync } from '../../../src/plugin/shop/sync/queue.ts'

it('leaves a project the rules that it has for its jobs, and closes the rest', () => {
  const run = () => true
  const { access } = jobsWithSync({ access: { run }, tasks: [] } as JobsConfig, [])
  expect(access?.run).toBe(run)
  expect(access?.queue?.({ req: {} as never })).toBe(false)
  expect(access?.cancel?.({ req: {} as never })).toBe(false)
})
