import { rm } from 'node:fs/promises'
import path from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import {
  type CollectionAfterErrorHook,
  type CollectionBeforeOperationHook,
  type CollectionBeforeValidateHook,
  type CollectionConfig,
  FileUploadError,
} from 'payload'
import { ShopError } from 'payload-stripe-shop/storefront'
import { hasRoom } from './disk.ts'

/** What is made of a picture takes less than this many times its own size. */
const SIZES = 3

/**
 * The collection of pictures with its files in `folder`. Payload deletes the files of a picture that is replaced before it
 * writes the new ones, and leaves behind what it has written when something goes wrong: nothing begins where there is no
 * room, and what came to nothing is taken away.
 */
export function keepPicturesIn(folder: string, media: CollectionConfig): CollectionConfig {
  const { hooks = {} } = media
  return {
    ...media,
    upload: { ...(media.upload as object), staticDir: folder },
    hooks: {
      ...hooks,
      beforeOperation: [...(hooks.beforeOperation ?? []), refuseWithoutRoom(folder)],
      beforeValidate: [...(hooks.beforeValidate ?? []), noteFiles],
      afterError: [...(hooks.afterError ?? []), removeFiles(folder)],
    },
  }
}

const refuseWithoutRoom =
  (folder: string): CollectionBeforeOperationHook =>
  async ({ args, req }) => {
    if (!req.file || (await hasRoom(folder, SIZES * req.file.size))) return args
    throw new ShopError('unavailable', 'The disk of the shop is full: no picture can be stored now.')
  }

interface Picture {
  filename?: string | null
  sizes?: Record<string, { filename?: string | null } | undefined>
}

const NOTED = 'picture-files'
const WRITTEN_AFTER_MS = 500

/** Payload has chosen names that no other file has. */
const noteFiles: CollectionBeforeValidateHook<Picture & { id: number }> = ({ data, req }) => {
  if (req.file && data) {
    const sizes = Object.values(data.sizes ?? {}).flatMap((size) => size?.filename ?? [])
    req.context[NOTED] = [data.filename, ...sizes].filter(Boolean)
  }
  return data
}

const removeFiles =
  (folder: string): CollectionAfterErrorHook =>
  async ({ collection, error, req }) => {
    const [filename, ...sizes] = (req.context[NOTED] ?? []) as string[]
    if (!filename || !collection) return
    // Of several files, the others are still being written when one has failed.
    await pause(WRITTEN_AFTER_MS)
    // Something else can have gone wrong after it was stored, or somebody has sent it again.
    const stored = await req.payload.db.findOne({
      collection: collection.slug,
      where: { filename: { equals: filename } },
    })
    if (stored) return
    // One that cannot be removed keeps none of the others.
    await Promise.allSettled([filename, ...sizes].map((name) => rm(path.join(folder, name), { force: true })))
    // Payload says 400, though nothing was wrong with what was sent.
    if (error instanceof FileUploadError) return { status: 500 }
  }
