import { Router } from 'express'
import { methodNotAllowed } from '../errors.ts'
import { describeApi } from '../openapi/document.ts'

/** `GET /api/openapi.json`: what the shop answers, for programs that call it. */
export function openApiRoutes({ publicUrl }: { publicUrl: string }): Router {
  const document = JSON.stringify(describeApi({ publicUrl }))
  const router = Router()
  router.get('/api/openapi.json', (_req, res) => {
    res.set('Cache-Control', 'public, max-age=300').type('json').send(document)
  })
  router.all('/api/openapi.json', methodNotAllowed('GET', 'HEAD'))
  return router
}
