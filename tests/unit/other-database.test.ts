import { mongooseAdapter } from '@payloadcms/db-mongodb'
import { buildConfig } from 'payload'
import { stripeShop } from '../../src/index.ts'

it('says at start that it needs PostgreSQL, before anything is connected to', async () => {
  const building = async () =>
    buildConfig({
      secret: 'a secret',
      db: mongooseAdapter({ url: 'mongodb://127.0.0.1:1/none' }),
      plugins: [stripeShop({ accounts: [], currencies: ['eur'], publicUrl: 'https://shop.example' })],
    })
  await expect(building()).rejects.toThrow(/^stripeShop needs PostgreSQL .*, not mongoose: .* transactions/)
})
