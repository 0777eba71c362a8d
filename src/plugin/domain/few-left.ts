/**
 * So many of an item, or fewer, are few: on its page and on the dashboard. Saying it helps a shopper decide; above it, the
 * number is noise.
 */
export const FEW_LEFT = 5
