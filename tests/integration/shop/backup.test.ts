import { execFile, execFileSync, spawnSync } from 'node:child_process'
import { existsSync } from 'node:fs'
import { chmod, chown, mkdir, mkdtemp, readdir, rm, writeFile } from 'node:fs/promises'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { promisify } from 'node:util'
import { type BasePayload, getPayload } from 'payload'
import { createPayloadConfig } from '../../../payload.config.ts'
import { readConfig } from '../../../src/server/config/environment.ts'
import { settleConfig } from '../../../src/server/config/settled-config.ts'
import { closePool } from '../../../src/server/database-pool.ts'
import { migrate } from '../../../src/server/migrations.ts'
import { describeUnless } from '../../support/conditional-suite.ts'

const PROGRAMS = ['initdb', 'pg_ctl', 'pg_dump', 'pg_restore', 'psql']
const NOBODY = 65_534

/** A PostgreSQL with its tools: the embedded one comes without pg_dump, and another version's refuses it. */
const tools = findTools()
const reasonAgainst = tools === null ? `no folder holds all of ${PROGRAMS.join(', ')}` : null

function findTools(): string | null {
  const folders = [...(process.env.PATH ?? '').split(':'), ...debianFolders()]
  return folders.find((folder) => PROGRAMS.every((name) => existsSync(path.join(folder, name)))) ?? null
}

function debianFolders(): string[] {
  const { stdout } = spawnSync('sh', ['-c', 'ls -d /usr/lib/postgresql/*/bin 2>/dev/null'], {
    encoding: 'utf8',
  })
  return stdout.trim().split('\n')
}

describeUnless(reasonAgainst, 'the backup', () => {
  let folder: string
  let databaseUrl: string
  let backups: string
  // PostgreSQL refuses to run as root.
  const user = process.getuid?.() === 0 ? { uid: NOBODY, gid: NOBODY } : {}
  const run = (name: string, ...args: string[]) =>
    execFileSync(path.join(tools!, name), args, { ...user, cwd: folder, stdio: 'ignore' })

  beforeAll(async () => {
    folder = await mkdtemp(path.join(tmpdir(), 'shop-backup-'))
    await chmod(folder, 0o755)
    const data = path.join(folder, 'data')
    await mkdir(data)
    if (user.uid !== undefined) await chown(data, user.uid, user.gid)
    backups = path.join(folder, 'backups')
    const port = await freePort()
    run('initdb', '-D', data, '-U', 'postgres', '-A', 'trust', '-E', 'UTF8', '--locale=C')
    run(
      'pg_ctl',
      '-D',
      data,
      '-w',
      '-o',
      `-p ${port} -k ${data} -h 127.0.0.1 -F`,
      '-l',
      `${data}/log`,
      'start',
    )
    databaseUrl = `postgres://postgres@127.0.0.1:${port}/postgres`
  })

  afterAll(async () => {
    run('pg_ctl', '-D', path.join(folder, 'data'), '-m', 'immediate', 'stop')
    await rm(folder, { recursive: true, force: true })
  })

  const script = (name: string, args: string[] = [], env: Record<string, string> = {}) =>
    promisify(execFile)('sh', [`deploy/${name}`, ...args], {
      env: {
        ...process.env,
        PATH: `${tools}:${process.env.PATH}`,
        DATABASE_URL: databaseUrl,
        BACKUP_DIR: backups,
        ...env,
      },
    })

  const newest = async () => path.join(backups, (await readdir(backups)).toSorted().at(-1)!)

  it('is put back with what was there, and without what came later', async () => {
    await withShop(databaseUrl, async (payload) => {
      await createItem(payload, 'Mug')
    })
    await script('backup.sh')
    await withShop(databaseUrl, async (payload) => {
      await payload.delete({ collection: 'items', where: {} })
      await createItem(payload, 'Later')
      await query(databaseUrl, 'create table later (id int)')
    })
    await script('restore.sh', [await newest()])
    await withShop(databaseUrl, async (payload) => {
      const { docs } = await payload.find({ collection: 'items' })
      expect(docs.map(({ name }) => name)).toEqual(['Mug'])
      expect((await createItem(payload, 'Next')).id).toBeGreaterThan(Number(docs[0]!.id))
    })
    await expect(query(databaseUrl, 'select * from later')).rejects.toThrow()
  }, 60_000)

  it('keeps the newest files only, and no unfinished one', async () => {
    await mkdir(backups, { recursive: true })
    const old = ['shop-20200101T000000Z.dump', 'shop-20200102T000000Z.dump']
    for (const name of old) await writeFile(path.join(backups, name), '')
    const before = (await readdir(backups)).length
    await script('backup.sh', [], { BACKUP_KEEP: '2' })
    const names = await readdir(backups)
    expect(before).toBeGreaterThanOrEqual(2)
    expect(names).toHaveLength(2)
    expect(names).not.toContain(old[0])
    await expect(script('backup.sh', [], { DATABASE_URL: `${databaseUrl}_missing` })).rejects.toThrow(
      'missing',
    )
    expect((await readdir(backups)).toSorted()).toEqual(names.toSorted())
  })

  it('that is broken changes nothing', async () => {
    await query(databaseUrl, 'create table kept (id int)')
    const broken = path.join(folder, 'broken.dump')
    await writeFile(broken, 'no backup')
    await expect(script('restore.sh', [broken])).rejects.toThrow()
    await query(databaseUrl, 'select * from kept')
  })

  async function query(url: string, text: string): Promise<void> {
    await promisify(execFile)(path.join(tools!, 'psql'), [url, '-c', text])
  }
})

async function withShop(databaseUrl: string, work: (payload: BasePayload) => Promise<void>): Promise<void> {
  const config = settleConfig(readConfig({ STRIPE_SANDBOX: 'true' }), {
    databaseUrl,
    payloadSecret: 'backup',
  })
  const payload = await getPayload({
    config: await createPayloadConfig(config),
    key: `backup ${Math.random()}`,
    disableOnInit: true,
  })
  try {
    await migrate(payload, databaseUrl)
    await work(payload)
  } finally {
    await payload.destroy()
    await closePool(payload)
  }
}

function createItem(payload: BasePayload, name: string) {
  return payload.create({
    collection: 'items',
    data: { name, price: 1000, currency: 'eur', _status: 'published' },
  })
}

function freePort(): Promise<number> {
  return new Promise((resolve) => {
    const server = createServer().listen(0, '127.0.0.1', () => {
      const { port } = server.address() as { port: number }
      server.close(() => resolve(port))
    })
  })
}
