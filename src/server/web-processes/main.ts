import { serveForParent } from './web-process.ts'

await serveForParent()
