import qs from 'qs'

export type Params = Record<string, unknown>

/** Reads Stripe's `a[b][0]=c` form. Names that live on Object.prototype are ordinary keys. */
export function parseForm(text: string): Params {
  return qs.parse(text, {
    plainObjects: true,
    depth: 12,
    arrayLimit: 1000,
    parameterLimit: 10_000,
    ignoreQueryPrefix: true,
  }) as Params
}
