import { existsSync, readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'

/**
 * Where assets and views lie: beside this file, in the sources as in what is built from them. The repository's
 * bundle, in which this file loses its place, puts another address here (`scripts/build.mjs`).
 */
const FOLDER = new URL('.', import.meta.url)

export const ASSETS: string = fileURLToPath(new URL('assets', FOLDER))
export const VIEWS: string = fileURLToPath(new URL('views', FOLDER))

/** The description lies beside the sources, and one folder above what is built from them. */
export function readPackageVersion(): string {
  const places = ['package.json', '../package.json'].map((place) => fileURLToPath(new URL(place, FOLDER)))
  const place = places.find(existsSync)
  if (!place) throw new Error(`There is no package.json in ${places.join(' or ')}.`)
  return (JSON.parse(readFileSync(place, 'utf8')) as { version: string }).version
}
