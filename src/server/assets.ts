import { createHash } from 'node:crypto'
import { readdirSync, readFileSync } from 'node:fs'
import { extname, join } from 'node:path'
import type { RequestHandler } from 'express'
import { ShopError } from 'payload-stripe-shop/storefront'
import { methodNotAllowed } from './errors.ts'

export interface Assets {
  /** `shop.css` becomes `/assets/shop.0f3a….css`. Throws on a file that `public/` does not have. */
  assetUrl: (name: string) => string
  /** For `/assets`: an address names one content for ever, so browsers never ask for it twice. */
  serveAssets: RequestHandler
  /** For `/`: the few files that browsers and crawlers look for by a fixed name, out of `public/root/`. */
  serveRootFiles: RequestHandler
}

export interface AssetsOptions {
  publicDir: string
  /** True reads the files once, here; false again on each request, for development. */
  isCached: boolean
}

interface Asset {
  body: Buffer
  type: string
  etag: string
}

/** Both are looked up by the whole name: a path that was not read from the folder does not exist. */
interface AssetIndex {
  urlsByName: Map<string, string>
  assetsByPath: Map<string, Asset>
  rootFilesByPath: Map<string, Asset>
}

const TYPES: Record<string, string> = {
  '.css': 'text/css; charset=utf-8',
  '.ico': 'image/x-icon',
  '.js': 'text/javascript; charset=utf-8',
  '.png': 'image/png',
  '.svg': 'image/svg+xml; charset=utf-8',
  '.txt': 'text/plain; charset=utf-8',
}

const HASH_CHARS = 12
const YEAR = 'public, max-age=31536000, immutable'
/** Short, because these addresses stay when their content changes. */
const HOUR = 'public, max-age=3600'

export function createAssets({ publicDir, isCached }: AssetsOptions): Assets {
  const cached = isCached ? indexAssets(publicDir) : null
  const index = () => cached ?? indexAssets(publicDir)
  return {
    assetUrl: (name) => {
      const url = index().urlsByName.get(name)
      if (url === undefined) throw new Error(`public/ has no file ${name}`)
      return url
    },
    serveAssets: serve((path) => index().assetsByPath.get(path), {
      cacheControl: YEAR,
      whenMissing: (next) => next(new ShopError('not_found', 'There is no such file.')),
    }),
    serveRootFiles: serve((path) => index().rootFilesByPath.get(path), {
      cacheControl: HOUR,
      whenMissing: (next) => next(),
    }),
  }
}

function indexAssets(publicDir: string): AssetIndex {
  const urlsByName = new Map<string, string>()
  const assetsByPath = new Map<string, Asset>()
  for (const [name, asset] of readFolder(publicDir)) {
    const extension = extname(name)
    const path = `/${name.slice(0, -extension.length)}.${asset.etag}${extension}`
    urlsByName.set(name, `/assets${path}`)
    assetsByPath.set(path, asset)
  }
  const rootFiles = readFolder(join(publicDir, 'root')).map(([name, asset]) => [`/${name}`, asset] as const)
  return { urlsByName, assetsByPath, rootFilesByPath: new Map(rootFiles) }
}

function readFolder(folder: string): [string, Asset][] {
  return readdirSync(folder, { withFileTypes: true })
    .filter((entry) => entry.isFile() && !entry.name.startsWith('.'))
    .map((entry) => [entry.name, readAsset(join(folder, entry.name))])
}

function readAsset(path: string): Asset {
  const body = readFileSync(path)
  const type = TYPES[extname(path)]
  if (type === undefined) throw new Error(`${path}: no content type is known for this kind of file`)
  return { body, type, etag: createHash('sha256').update(body).digest('hex').slice(0, HASH_CHARS) }
}

interface ServeOptions {
  cacheControl: string
  whenMissing: (next: (error?: Error) => void) => void
}

const onlyRead = methodNotAllowed('GET', 'HEAD')

function serve(find: (path: string) => Asset | undefined, options: ServeOptions): RequestHandler {
  return (request, response, next) => {
    const asset = find(request.path)
    if (!asset) return options.whenMissing(next)
    if (request.method !== 'GET' && request.method !== 'HEAD') return onlyRead(request, response, next)
    response.set({
      'Cache-Control': options.cacheControl,
      'Content-Type': asset.type,
      ETag: `"${asset.etag}"`,
    })
    response.send(asset.body)
  }
}
