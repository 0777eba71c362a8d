import { mkdir, mkdtemp, readdir, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals'
import sharp from 'sharp'
import { keepSecret } from '../../../src/server/kept-secrets.ts'
import { keepMail, listKeptMails } from '../../../src/server/mail/kept-mails.ts'
import { describeUnless } from '../../support/conditional-suite.ts'
import { mountSmallDisk, type SmallDisk } from '../../support/small-disk.ts'
import { type SignedIn, startTestShop, type TestShop } from '../../support/test-shop.ts'

const MB = 1024 * 1024
const mounted = await mountSmallDisk(48 * MB)

let shop: TestShop
let editor: SignedIn

async function sendPicture(name: string, id?: number) {
  const image = sharp({ create: { width: 900, height: 900, channels: 3, background: 'red' } })
  const form = new FormData()
  form.set('file', new Blob([new Uint8Array(await image.png().toBuffer())], { type: 'image/png' }), name)
  form.set('_payload', JSON.stringify({ alt: 'Red' }))
  return shop.request(`/api/media${id === undefined ? '' : `/${id}`}`, {
    method: id === undefined ? 'POST' : 'PATCH',
    body: form,
    headers: editor.headers,
  })
}

describeUnless('skipped' in mounted ? mounted.skipped : null, 'a shop whose disk is full', () => {
  const disk = mounted as SmallDisk
  const mails = path.join(disk.path, 'mail')
  const pictures = path.join(disk.path, 'media')
  const mail = { to: 'ada@example.com', subject: 'Paid', html: '<p></p>', text: 'x'.repeat(100_000) }

  beforeAll(async () => {
    shop = await startTestShop({ env: { DATA_DIR: disk.path } })
    editor = await shop.signIn('editor')
  })
  afterAll(async () => {
    await shop.close()
    await disk.remove()
  })

  it('refuses pictures before it has written anything, and keeps the one that was to be replaced', async () => {
    const { status, json } = await sendPicture('mug.png')
    expect(status).toBe(201)
    const files = (await readdir(pictures)).sort()
    expect(files).toHaveLength(4)
    await disk.fill(20 * MB)
    for (const id of [undefined, json.doc.id]) {
      const refused = await sendPicture('cup.png', id)
      expect([refused.status, refused.json.errors[0].message]).toEqual([
        503,
        'The disk of the shop is full: no picture can be stored now.',
      ])
    }
    expect((await readdir(pictures)).sort()).toEqual(files)
    expect((await shop.request(`/api/media/file/${json.doc.filename}`)).status).toBe(200)
  })

  it('says so to whoever asks whether it is ready', async () => {
    const { status, json } = await shop.request('/readyz')
    expect([status, json]).toEqual([503, { status: 'disk full' }])
  })

  it('leaves no half of a mail or a secret behind, and has the whole one once there is room', async () => {
    await keepMail(mails, { id: 'first', ...mail })
    await disk.fill(0)
    const secret = path.join(disk.path, 'secrets', 'one')
    await mkdir(path.dirname(secret))
    await expect(keepMail(mails, { id: 'second', ...mail })).rejects.toThrow('ENOSPC')
    await expect(keepSecret(secret, () => 'x'.repeat(100_000))).rejects.toThrow('ENOSPC')
    expect(await readdir(mails)).toHaveLength(1)
    expect(await readdir(path.dirname(secret))).toEqual([])
    await disk.empty()
    await keepMail(mails, { id: 'second', ...mail })
    expect((await listKeptMails(mails)).map(({ id }) => id)).toEqual(['second', 'first'])
    expect(await keepSecret(secret, () => 'whole')).toBe('whole')
    expect((await sendPicture('cup.png')).status).toBe(201)
  })
})

describe('a shop that cannot store', () => {
  let dataDir: string
  beforeAll(async () => {
    dataDir = await mkdtemp(path.join(tmpdir(), 'shop-pictures-'))
    shop = await startTestShop({ env: { DATA_DIR: dataDir } })
    editor = await shop.signIn('editor')
  })
  afterAll(async () => {
    await shop.close()
    await rm(dataDir, { recursive: true })
  })

  it('takes away the files of a picture that could not be written', async () => {
    const { json } = await sendPicture('mug.png')
    const pictures = path.join(dataDir, 'media')
    const card = json.doc.sizes.card.filename.replace('mug', 'cup')
    // Where the file of one size cannot be.
    await mkdir(path.join(pictures, card))
    const before = (await readdir(pictures)).sort()
    expect((await sendPicture('cup.png')).status).toBe(500)
    expect((await readdir(pictures)).sort()).toEqual(before)
  })

  it('answers 503 where its database has no room, and sells again afterwards', async () => {
    const { id } = await shop.createItem()
    await shop.sql(
      `create function fill() returns trigger as $$ begin raise exception 'could not extend file'
         using errcode = 'disk_full'; end $$ language plpgsql`,
    )
    await shop.sql('create trigger filled before insert on orders for each row execute function fill()')
    const refused = await shop.request(`/buy/${id}`)
    expect([refused.status, refused.headers.get('retry-after')]).toEqual([503, expect.any(String)])
    await shop.sql('drop trigger filled on orders')
    expect((await shop.request(`/buy/${id}`)).status).toBe(200)
  })
})
