/** The parts of an address as Stripe names them, in the order of a letter. */
export const ADDRESS_PARTS = ['line1', 'line2', 'postal_code', 'city', 'state', 'country'] as const

/** As Stripe collected it. `country` is a code of ISO 3166. */
export type Address = Partial<Record<(typeof ADDRESS_PARTS)[number], string | null>>
