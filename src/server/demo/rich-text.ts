/** Rich text as Payload's Lexical editor stores it: paragraphs, then one list of facts. */
export function buildDescription(paragraphs: readonly string[], facts: readonly string[]) {
  return {
    root: {
      type: 'root',
      ...BLOCK,
      children: [...paragraphs.map(buildParagraph), ...(facts.length > 0 ? [buildList(facts)] : [])],
    },
  }
}

const BLOCK = { format: '' as const, indent: 0, version: 1, direction: 'ltr' as const }

function buildParagraph(text: string) {
  return { type: 'paragraph', ...BLOCK, textFormat: 0, textStyle: '', children: [buildText(text)] }
}

function buildList(facts: readonly string[]) {
  return {
    type: 'list',
    ...BLOCK,
    listType: 'bullet',
    tag: 'ul',
    start: 1,
    children: facts.map((fact, index) => ({
      type: 'listitem',
      ...BLOCK,
      value: index + 1,
      children: [buildText(fact)],
    })),
  }
}

function buildText(text: string) {
  return { type: 'text', text, version: 1, format: 0, style: '', mode: 'normal', detail: 0 }
}
