import { readFileSync } from 'node:fs'
import { describeApi } from '../../../src/server/openapi/document.ts'

type Operation = {
  operationId: string
  tags: string[]
  security: Record<string, unknown[]>[]
  parameters?: Parameter[]
  responses: Record<string, unknown>
}
type Parameter = { name: string; in: string; required?: boolean }
type PathItem = Partial<Record<(typeof METHODS)[number], Operation>> & { parameters?: Parameter[] }

const METHODS = ['get', 'post', 'put', 'patch', 'delete', 'head'] as const

/** As a caller gets it: what does not survive JSON is not part of it. */
const document = JSON.parse(JSON.stringify(describeApi({ publicUrl: 'https://shop.example' })))
const paths = Object.entries(document.paths as Record<string, PathItem>)
const operations = paths.flatMap(([path, item]) =>
  METHODS.flatMap((method) => {
    const operation = item[method]
    return operation ? [{ name: `${method} ${path}`, path, item, operation }] : []
  }),
)

describe('The OpenAPI document', () => {
  it('describes what a write to Payload answers: the document in `doc`', () => {
    const written = { $ref: '#/components/schemas/WrittenDocument' }
    for (const [path, method, status] of [
      ['/api/{collection}', 'post', 201],
      ['/api/{collection}/{id}', 'patch', 200],
      ['/api/{collection}/{id}', 'delete', 200],
    ] as const) {
      const answer = document.paths[path][method].responses[status]
      expect(answer.content['application/json'].schema).toEqual(written)
      expect(document.paths[path][method].responses).toHaveProperty('404')
      expect(document.paths[path][method].responses).toHaveProperty('409')
    }
  })

  it.each([
    ['/', ['get']],
    ['/item/{id}', ['get']],
    ['/page/{slug}', ['get']],
    ['/sitemap.xml', ['get']],
    ['/robots.txt', ['get']],
    ['/demo/mail', ['get']],
    ['/buy/{id}', ['get', 'post']],
    ['/order/{id}/buy', ['get', 'post']],
    ['/order/find', ['get', 'post']],
    ['/order/{id}', ['get']],
    ['/item/by_order/{id}', ['get']],
    ['/order/by_item/{id}', ['get']],
    ['/stripe/webhook/{account}', ['post']],
    ['/cart', ['get']],
    ['/cart/items', ['post']],
    ['/cart/add', ['post']],
    ['/cart/pay', ['post']],
    ['/api/orders/{id}/refund', ['post']],
    ['/api/openapi.json', ['get']],
    ['/healthz', ['get']],
    ['/readyz', ['get']],
    ['/metrics', ['get']],
    ['/admin', ['get']],
    ['/api/{collection}', ['get', 'post']],
    ['/api/{collection}/{id}', ['get', 'patch', 'delete']],
  ])('describes %s', (path, methods) => {
    expect(Object.keys(document.paths[path])).toEqual(expect.arrayContaining(methods))
  })

  it('has the version of the package', () => {
    const { version } = JSON.parse(readFileSync('package.json', 'utf8'))
    expect(document.info.version).toBe(version)
  })

  it('points only to what is there', () => {
    const pointers = findPointers(document)
    expect(pointers.length).toBeGreaterThan(50)
    expect(pointers.filter((pointer) => resolve(pointer) === undefined)).toEqual([])
  })

  it('describes nothing that it does not use', () => {
    const used = new Set(findPointers(document))
    const described = ['schemas', 'responses'].flatMap((kind) =>
      Object.keys(document.components[kind]).map((name) => `#/components/${kind}/${name}`),
    )
    expect(described.filter((pointer) => !used.has(pointer))).toEqual([])
  })

  it('names every operation once', () => {
    const ids = operations.map(({ operation }) => operation.operationId)
    expect(ids).toHaveLength(new Set(ids).size)
  })

  it.each(operations)('knows each parameter in the path of $name', ({ path, item, operation }) => {
    const inPath = [...path.matchAll(/\{(\w+)\}/g)].map(([, name]) => name)
    const described = [...(item.parameters ?? []), ...(operation.parameters ?? [])].filter(
      (parameter) => parameter.in === 'path',
    )
    expect(described.map(({ name }) => name).sort()).toEqual(inPath.sort())
    expect(described.every(({ required }) => required === true)).toBe(true)
  })

  it.each(operations)('says who may call $name, and what it answers when all is well', ({ operation }) => {
    const schemes = operation.security.flatMap((alternative) => Object.keys(alternative))
    expect(schemes.filter((scheme) => !document.components.securitySchemes[scheme])).toEqual([])
    expect(Object.keys(operation.responses).some((status) => /^[23]\d\d$/.test(status))).toBe(true)
    const tags = document.tags.map(({ name }: { name: string }) => name)
    expect(operation.tags.filter((tag) => !tags.includes(tag))).toEqual([])
  })

  it('lists only fields that it describes as required', () => {
    const missing = findObjects(document).flatMap(({ properties = {}, required = [] }) =>
      (required as string[]).filter((name) => !(name in (properties as object))),
    )
    expect(missing).toEqual([])
  })

  it('describes an order field by field', () => {
    expect(Object.keys(document.components.schemas.Order.properties)).toEqual([
      'id',
      'number',
      'status',
      'review',
      'currency',
      'lines',
      'subtotal',
      'discountAmount',
      'taxAmount',
      'total',
      'amountRefunded',
      'discount',
      'taxes',
      'shippingAmount',
      'shipping',
      'fulfilment',
      'tracking',
      'customerEmail',
      'createdAt',
      'paidAt',
    ])
  })
})

function findPointers(value: unknown): string[] {
  if (typeof value !== 'object' || value === null) return []
  return Object.entries(value).flatMap(([key, inner]) =>
    key === '$ref' && typeof inner === 'string' ? [inner] : findPointers(inner),
  )
}

/** Every schema of an object, at any depth. */
function findObjects(value: unknown): Record<string, unknown>[] {
  if (typeof value !== 'object' || value === null) return []
  const inner = Object.values(value).flatMap(findObjects)
  const { type } = value as { type?: unknown }
  return type === 'object' ? [value as Record<string, unknown>, ...inner] : inner
}

/** RFC 6901, as far as this document needs it. */
function resolve(pointer: string): unknown {
  return pointer
    .replace(/^#\//, '')
    .split('/')
    .reduce<unknown>((at, key) => (at as Record<string, unknown> | undefined)?.[key], document)
}
