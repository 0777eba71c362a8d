import { withPayload } from '@payloadcms/next/withPayload'
import type { NextConfig } from 'next'

/** Next serves only the admin panel; the shop's own pages and REST are Express's. */
const config: NextConfig = {
  // Types are checked by `npm run check`, once and for the whole tree.
  typescript: { ignoreBuildErrors: true },
  poweredByHeader: false,
  // Express compresses already where it pays.
  compress: false,
  images: { unoptimized: true },
  // What only the server uses of the config, it loads itself.
  serverExternalPackages: ['nodemailer', 'nunjucks'],
}

export default withPayload(config)
