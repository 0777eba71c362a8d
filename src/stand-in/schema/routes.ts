import routes from './generated/stripe-routes.json' with { type: 'json' }

/** Whether Stripe has this path for another method only: there is nothing then that could be simulated. */
export function isWrongMethod(method: string, path: string): boolean {
  const methods = routes
    .map((route) => route.split(' ') as [string, string])
    .filter(([, pattern]) => isAt(pattern, path))
    .map(([known]) => known)
  return methods.length > 0 && !methods.includes(method)
}

function isAt(pattern: string, path: string): boolean {
  const steps = path.split('/')
  const wanted = pattern.split('/')
  return (
    wanted.length === steps.length && wanted.every((step, index) => step === '{id}' || step === steps[index])
  )
}
