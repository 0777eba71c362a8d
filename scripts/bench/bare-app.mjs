import express from 'express'

/** The least that Express 5 does: what every figure of the shop is a share of. */
const app = express()
app.disable('x-powered-by')
app.get('/', (_req, res) => {
  res.type('html').send('<!doctype html><title>Hello</title><p>Hello')
})
app.listen(Number(process.env.PORT), '127.0.0.1')
