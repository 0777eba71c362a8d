/**
 * What only a host on PostgreSQL can use: reading through another pool than Payload's own, a replica's, and locks of a
 * connection that end with a lease.
 */
export { leaseConnection } from '../database/postgres/locks.ts'
export { readerThrough } from '../database/postgres/replica-reader.ts'
