import path from 'node:path'
import express, { type ErrorRequestHandler, type Express } from 'express'
import { createApiRouter } from './api/router.ts'
import { FaultBoard } from './control/faults.ts'
import { createControlRouter } from './control/routes.ts'
import { createPageRouter } from './page/routes.ts'
import { operations } from './resources/operations.ts'
import type { Sandbox } from './sandbox.ts'

/** From the project's root: bundled, this module is in another folder than its files. */
const ASSETS = path.resolve('src/stand-in/assets')

/** The sandbox as one would see it from outside: API, payment page, Stripe.js, switches for tests. */
export function createSandboxApp(sandbox: Sandbox): Express {
  const app = express()
  const faults = new FaultBoard(sandbox.dispatcher)
  app.disable('x-powered-by')
  app.set('etag', false)

  app.use('/v1', createApiRouter(sandbox, operations, faults))
  app.get(['/endive/stripe.js', '/v3'], (_request, response) => {
    response.set('Cross-Origin-Resource-Policy', 'cross-origin').sendFile('stripe.js', { root: ASSETS })
  })
  app.use('/_assets', express.static(ASSETS, { maxAge: '1h' }))
  app.use(createPageRouter(sandbox))
  app.use('/_sandbox', createControlRouter(sandbox, faults))
  app.use(answerError(sandbox))
  return app
}

function answerError(sandbox: Sandbox): ErrorRequestHandler {
  return (error, _request, response, next) => {
    if (response.headersSent) return next(error)
    const status = Number((error as { status?: number }).status ?? 500)
    if (status >= 500) sandbox.log(`sandbox: ${String((error as Error).stack)}`)
    response
      .status(status)
      .type('text')
      .send(status >= 500 ? 'Something went wrong in the sandbox.' : (error as Error).message)
  }
}
