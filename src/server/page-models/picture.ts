/** An image as Payload's `media` collection answers it; unpopulated ones arrive as bare ids. */
export interface MediaInput {
  url?: string | null
  alt?: string | null
  width?: number | null
  height?: number | null
  sizes?: Record<string, MediaSizeInput | null | undefined> | null
}

interface MediaSizeInput {
  url?: string | null
  width?: number | null
  height?: number | null
}

export type MediaReference = MediaInput | number | string | null

export interface Picture {
  src: string
  /** Empty where there is only one size. */
  srcset: string
  alt: string
  width: number | null
  height: number | null
}

interface Candidate {
  url: string
  width: number
  height: number | null
}

/** The images that can be shown, in the editor's order. `fallbackAlt` names what an image without a text shows. */
export function buildPictures(
  images: readonly MediaReference[] | null | undefined,
  fallbackAlt: string,
): Picture[] {
  return (images ?? []).flatMap((image) => {
    const picture = typeof image === 'object' && image !== null ? buildPicture(image, fallbackAlt) : null
    return picture ? [picture] : []
  })
}

function buildPicture(media: MediaInput, fallbackAlt: string): Picture | null {
  const alt = media.alt?.trim() || fallbackAlt
  const candidates = listCandidates(media)
  const largest = candidates.at(-1)
  if (largest) {
    // A space would end the address: white space is what an entry of a srcset is divided by.
    const srcset = candidates.map(({ url, width }) => `${url.replace(/\s/g, '%20')} ${width}w`).join(', ')
    const { url, width, height } = largest
    return { src: url, srcset: candidates.length > 1 ? srcset : '', alt, width, height }
  }
  if (!media.url) return null
  return { src: media.url, srcset: '', alt, width: media.width ?? null, height: media.height ?? null }
}

/** Resized copies only, smallest first: an editor's original may weigh many megabytes. */
function listCandidates(media: MediaInput): Candidate[] {
  const byWidth = new Map<number, Candidate>()
  for (const size of Object.values(media.sizes ?? {})) {
    if (size?.url && size.width) {
      byWidth.set(size.width, { url: size.url, width: size.width, height: size.height ?? null })
    }
  }
  return [...byWidth.values()].sort((a, b) => a.width - b.width)
}
