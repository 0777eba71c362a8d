import type { CollectionBeforeChangeHook } from 'payload'
import { drawOrderNumber } from '../../database/database.ts'

export const numberOrder: CollectionBeforeChangeHook = async ({ data, operation, req }) =>
  operation === 'create' ? { ...data, number: await drawOrderNumber(req) } : data
