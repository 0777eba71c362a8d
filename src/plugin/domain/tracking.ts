/** Where carriers let people follow a parcel, by what staff may call them. `{}` is the tracking number. */
const PAGES: readonly [carrier: RegExp, page: string][] = [
  [/^(dhl|deutsche post)/i, 'https://www.dhl.com/en/home/tracking.html?tracking-id={}'],
  [/^dpd/i, 'https://tracking.dpd.de/status/en_US/parcel/{}'],
  [/^gls/i, 'https://gls-group.com/track/{}'],
  [/^(hermes|evri)/i, 'https://www.myhermes.de/empfangen/sendungsverfolgung/sendungsinformation#{}'],
  [/^ups/i, 'https://www.ups.com/track?tracknum={}'],
  [/^fedex/i, 'https://www.fedex.com/fedextrack/?trknbr={}'],
  [/^usps/i, 'https://tools.usps.com/go/TrackConfirmAction?tLabels={}'],
  [/^(österreichische post|post\.at)/i, 'https://www.post.at/s/sendungsdetails?snr={}'],
  [/^(swiss post|schweizerische post|die post)/i, 'https://service.post.ch/ekp-web/ui/entry/search/{}'],
  [/^royal mail/i, 'https://www.royalmail.com/track-your-item#/tracking-results/{}'],
  [/^(почта россии|russian post|pochta)/i, 'https://www.pochta.ru/tracking?barcode={}'],
  [/^(cdek|сдэк)/i, 'https://www.cdek.ru/ru/tracking?order_id={}'],
]

export interface Parcel {
  carrier?: string | null
  trackingNumber?: string | null
  trackingUrl?: string | null
}

/** Where the parcel can be followed; null where nobody knows. */
export function findTrackingUrl({ carrier, trackingNumber, trackingUrl }: Parcel): string | null {
  if (trackingUrl) return trackingUrl
  const page = carrier && trackingNumber ? PAGES.find(([name]) => name.test(carrier.trim())) : undefined
  return page ? page[1].replace('{}', encodeURIComponent(trackingNumber!.replaceAll(/\s/g, ''))) : null
}
