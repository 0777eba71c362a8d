import { mongooseAdapter } from '@payloadcms/db-mongodb'
import { buildConfig } from 'payload'
import { stripeShop } from '../../../src/plugin/index.ts'

it('says at start which databases it sells on, before anything is connected to', async () => {
  const building = async () =>
    buildConfig({
      secret: 'a secret',
      // The plugin tells adapters apart by their name, as Payload does.
      db: { ...mongooseAdapter({ url: 'mongodb://127.0.0.1:1/none' }), name: 'sqlite' },
      plugins: [stripeShop({ accounts: [], currencies: ['eur'], publicUrl: 'https://shop.example' })],
    })
  await expect(building()).rejects.toThrow(
    /^stripeShop needs PostgreSQL .* or MongoDB .*, not sqlite: .* transactions/,
  )
})
