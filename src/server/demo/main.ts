import { seedForParent } from './seed-process.ts'

await seedForParent()
