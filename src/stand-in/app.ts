import type { RequestListener } from 'node:http'
import express, { type ErrorRequestHandler } from 'express'
import { createApi } from './api/router.ts'
import { FaultBoard } from './control/faults.ts'
import { createControlRouter } from './control/routes.ts'
import { ASSETS } from './package-folder.ts'
import { createPageRouter } from './page/routes.ts'
import { operations } from './resources/operations.ts'
import type { StandIn } from './stand-in.ts'

const API = /^\/v[12]([/?]|$)/

/** The stand-in as one would see it from outside: API, payment page, Stripe.js, switches for tests. */
export function createStandInApp(standIn: StandIn): RequestListener {
  const app = express()
  const faults = new FaultBoard(standIn.dispatcher)
  const serveApi = createApi(standIn, operations, faults)
  app.disable('x-powered-by')
  app.set('etag', false)

  app.get(['/endive/stripe.js', '/v3'], (_request, response) => {
    response.set('Cross-Origin-Resource-Policy', 'cross-origin').sendFile('stripe.js', { root: ASSETS })
  })
  app.use('/_assets', express.static(ASSETS, { maxAge: '1h' }))
  app.use(createPageRouter(standIn))
  app.use('/_sandbox', createControlRouter(standIn, faults))
  app.use(answerError(standIn))
  return (request, response) => {
    if (API.test(request.url ?? '')) serveApi(request, response)
    else app(request, response)
  }
}

function answerError(standIn: StandIn): ErrorRequestHandler {
  return (error, _request, response, next) => {
    if (response.headersSent) return next(error)
    const status = Number((error as { status?: number }).status ?? 500)
    if (status >= 500) standIn.log(`stand-in: ${String((error as Error).stack)}`)
    response
      .status(status)
      .type('text')
      .send(status >= 500 ? 'Something went wrong in the stand-in.' : (error as Error).message)
  }
}
