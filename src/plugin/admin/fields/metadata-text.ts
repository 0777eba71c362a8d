type Metadata = Record<string, string>

/** One pair per line, such as `campaign: spring`. */
export function metadataToText(metadata: Metadata | null | undefined): string {
  return Object.entries(metadata ?? {})
    .map(([key, value]) => `${key}: ${value}`)
    .join('\n')
}

/** Answers null for no pairs. A line without a colon is a key whose text is missing, which saving then refuses. */
export function textToMetadata(text: string): Metadata | null {
  const lines = text.split('\n').filter((line) => line.trim() !== '')
  if (lines.length === 0) return null
  return Object.fromEntries(
    lines.map((line) => {
      const [key = '', ...rest] = line.split(':')
      return [key.trim(), rest.join(':').trim()]
    }),
  )
}
