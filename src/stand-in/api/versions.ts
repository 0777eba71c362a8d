import { API_VERSION } from '../stand-in.ts'
import { ApiError } from './errors.ts'

const KNOWN_RELEASES = ['acacia', 'basil', 'clover', 'dahlia', 'endive', 'preview']

/**
 * Refuses what was never a version of Stripe's API. Older versions are taken, but answered in the shapes of
 * the newest one, so that any SDK can talk to the stand-in.
 */
export function checkVersion(version: string | undefined): void {
  if (version === undefined || version === API_VERSION) return
  const [date = '', release] = version.split('.')
  const isDate = /^20\d\d-(0\d|1[0-2])-[0-3]\d$/.test(date) && date <= API_VERSION.slice(0, 10)
  // Releases have had names since the end of September 2024.
  const hasRightName = date < '2024-09-30' ? release === undefined : KNOWN_RELEASES.includes(release ?? '')
  if (!isDate || !hasRightName) throw new ApiError(`Invalid Stripe API version: ${version}`, {})
}
